package dev.foretide.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The long form, run by {@code ./mvnw -Pfaults verify}: random faults, for ten minutes in all. The
 * system properties {@code faults.seconds}, {@code faults.session.millis} and {@code faults.seed}
 * change length, session and seed; the report is printed and left in {@code target/faults.txt}.
 */
class FaultsMarathon {
  private static final int TRIALS = 4;
  private static final Duration LENGTH =
      Duration.ofSeconds(Long.getLong("faults.seconds", 600)).dividedBy(TRIALS);

  @TempDir static Path directory;
  private static FaultDriver driver;

  @BeforeAll
  static void startBrokers() {
    driver =
        new FaultDriver(
            directory,
            Long.getLong("faults.seed", 1),
            Integer.getInteger("faults.session.millis", 2_500));
  }

  @AfterAll
  static void report() throws Exception {
    driver.close();
    System.out.println(driver.report());
    Files.writeString(Path.of("target/faults.txt"), driver.report().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "exactly_once_v2, classic",
    "exactly_once_v2, streams",
    "at_least_once, classic",
    "at_least_once, streams"
  })
  void shouldAnswerEveryReadingAsIfNothingHadHappened(String guarantee, String protocol)
      throws Exception {
    try (Trial trial = driver.trial(guarantee, protocol)) {
      Instant end = Instant.now().plus(LENGTH);
      while (Instant.now().isBefore(end)) {
        trial.meetAny();
      }

      FaultsIT.assertNothingLostOrWrong(trial, driver.report());
    }
  }
}
