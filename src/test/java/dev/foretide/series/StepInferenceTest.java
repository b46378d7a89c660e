package dev.foretide.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepInferenceTest {
  private final StepInference inference = new StepInference();

  @Test
  void shouldTakeJitterOfASecondForThirtySeconds() {
    Random random = new Random(1);
    long at = 0;
    for (int i = 0; i < 500; i++) {
      inference.add("room", at);
      at += random.nextInt(4) == 0 ? 30_000 : 31_000;
    }

    assertThat(inference.step()).contains(Duration.ofSeconds(30));
  }

  @Test
  void shouldFindTenMinutesWhereAThirdOfTheReadingsIsMissing() {
    Random random = new Random(1);
    long at = 0;
    for (int i = 0; i < 500; i++) {
      inference.add("road", at);
      at += 600_000L * (random.nextDouble() < 0.64 ? 1 : 2 + random.nextInt(5));
    }

    assertThat(inference.step()).contains(Duration.ofMinutes(10));
  }

  @Test
  void shouldIgnoreRepeatedTimesAndTimesThatRunBackwards() {
    for (long minute : new long[] {0, 5, 10, 15, 10, 10, 15, 20, 20, 25}) {
      inference.add("machine", minute * 60_000);
    }

    assertThat(inference.count()).isEqualTo(6);
    assertThat(inference.step()).contains(Duration.ofMinutes(5));
  }

  @Test
  void shouldTakeDifferencesWithinASeriesOnly() {
    for (int hour = 0; hour < 10; hour++) {
      for (String series : new String[] {"a", "b", "c"}) {
        inference.add(series, hour * 3_600_000L + series.charAt(0));
      }
    }

    assertThat(inference.step()).contains(Duration.ofHours(1));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "3, 3",
    "104, 100",
    "990, 1000",
    "4000, 4000",
    "7000, 7000",
    "900000, 900000",
    "86400000, 86400000",
    "604800000, 604800000",
    "2678400000, 2678400000",
    "18000000, 18000000"
  })
  void shouldSnapToUsualStepsWithinATwentieth(long difference, long step) {
    inference.add("a", 5);
    inference.add("a", 5 + difference);

    assertThat(inference.step()).contains(Duration.ofMillis(step));
  }

  @Test
  void shouldKnowNothingFromOneReading() {
    inference.add("a", 1);
    inference.add("b", 2);
    inference.add("a", 1);

    assertThat(inference.step()).isEmpty();
  }

  @Test
  void shouldKeepToTheFirstReadings() {
    for (int i = 0; i < 1100; i++) {
      inference.add("a", i * 1000L);
    }
    assertThat(inference.isComplete()).isTrue();

    for (int i = 0; i < 5000; i++) {
      inference.add("a", 10_000_000L + i * 60_000L);
    }

    assertThat(inference.step()).contains(Duration.ofSeconds(1));
  }
}
