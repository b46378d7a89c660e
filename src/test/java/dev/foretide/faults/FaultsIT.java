package dev.foretide.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two faults for each guarantee and group protocol: two of the four pairs at every build, the other
 * two with the long tests. {@link FaultsMarathon} goes on for minutes.
 */
@DisabledOnOs(OS.WINDOWS)
class FaultsIT {
  private static final int SESSION_MILLIS = 2_500;

  @TempDir static Path directory;
  private static FaultDriver driver;

  @BeforeAll
  static void startBrokers() {
    driver = new FaultDriver(directory, 1, SESSION_MILLIS);
  }

  @AfterAll
  static void stopBrokers() {
    driver.close();
  }

  @ParameterizedTest
  @CsvSource({
    "exactly_once_v2, streams, BOUNCE_AND_KILL, PAUSE",
    "at_least_once, classic, KILL_ALL, PAUSE"
  })
  void shouldAnswerEveryReadingAsIfNothingHadHappened(
      String guarantee, String protocol, Fault first, Fault second) throws Exception {
    meet(guarantee, protocol, first, second);
  }

  @ParameterizedTest
  @CsvSource({"exactly_once_v2, classic, KILL, BOUNCE", "at_least_once, streams, KILL, BOUNCE"})
  @Tag("long")
  void shouldAnswerEveryReadingAlsoUnderTheOtherProtocol(
      String guarantee, String protocol, Fault first, Fault second) throws Exception {
    meet(guarantee, protocol, first, second);
  }

  private static void meet(String guarantee, String protocol, Fault first, Fault second)
      throws Exception {
    try (Trial trial = driver.trial(guarantee, protocol)) {
      trial.meet(first);
      trial.meet(second);

      assertNothingLostOrWrong(trial, driver.report());
    }
  }

  /** Exactly once, or at least once with the same content. */
  static void assertNothingLostOrWrong(Trial trial, Report report) throws InterruptedException {
    Ledger.Balance balance = trial.balance();

    assertThat(balance.due()).isPositive();
    assertThat(balance.lost()).as("lost%n%s", report).isZero();
    assertThat(balance.wrong()).as("wrong%n%s", report).isZero();
    if (trial.exactlyOnce()) {
      assertThat(balance.duplicated()).as("duplicated%n%s", report).isZero();
    }
  }
}
