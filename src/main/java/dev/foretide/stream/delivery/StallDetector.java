package dev.foretide.stream.delivery;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether this process stood still: it was stopped, its machine was suspended, or garbage was
 * collected for seconds. Others may have taken over its partitions meanwhile, and without
 * transactions nothing but itself keeps it from writing what is out of date. Safe for use by many
 * threads.
 */
public final class StallDetector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StallDetector.class);
  private static final long TICK_MILLIS = 100;

  private final long longest;
  private final LongSupplier nanoClock;
  private final Thread thread = new Thread(this::run, "foretide-stalls");
  private volatile long ticked;
  private volatile int stalls;

  /**
   * @param longest stall that is none
   */
  StallDetector(Duration longest, LongSupplier nanoClock) {
    this.longest = longest.toNanos();
    this.nanoClock = nanoClock;
    this.ticked = nanoClock.getAsLong();
    thread.setDaemon(true);
  }

  /** A watch of this process, started. */
  public static StallDetector start(Duration longest) {
    StallDetector watch = new StallDetector(longest, System::nanoTime);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(TICK_MILLIS);
        tick();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /** The process runs; called many times a second, and by whoever finds that it was not. */
  synchronized void tick() {
    long now = nanoClock.getAsLong();
    if (now - ticked > longest) {
      LOG.warn(
          "This process stood still for {} ms; it joins its group again",
          (now - ticked) / 1_000_000);
      stalls++;
    }
    ticked = now;
  }

  /** How often it has stood still so far, one that has just ended included. */
  int stalls() {
    if (nanoClock.getAsLong() - ticked > longest) {
      tick();
    }
    return stalls;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
