package dev.foretide.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Does what is to be measured beforehand, until the compiler of this process is done with it. */
final class WarmUp {
  /** Share of a turn's length that the compiler may take in a round. */
  private static final double COMPILED = 0.1;

  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

  private WarmUp() {}

  /** One round of it. */
  interface Round {
    void run() throws InterruptedException;
  }

  /**
   * Runs rounds.
   *
   * @param most rounds, where the compiler does not come to an end
   * @param turn length of a turn, of which a round has one or more
   */
  static void run(int most, Duration turn, Round round) throws InterruptedException {
    for (int i = 0; i < most; i++) {
      long before = COMPILER.getTotalCompilationTime();
      round.run();
      if (COMPILER.getTotalCompilationTime() - before < COMPILED * turn.toMillis()) {
        return;
      }
    }
  }
}
