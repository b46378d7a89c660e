package dev.foretide.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepInferenceTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "100, 100",
    "970, 1000",
    "5_000, 5_000",
    "58_000, 60_000",
    "600_000, 600_000",
    "3_600_000, 3_600_000",
    "86_400_000, 86_400_000",
    "604_800_000, 604_800_000",
    "8_000_000_000, 604_800_000"
  })
  void shouldTakeDistanceToNearestUsualStep(String distance, String step) {
    long millis = Long.parseLong(distance.replace("_", ""));

    assertThat(StepInference.infer(7, 7 + millis, 7 + 2 * millis))
        .hasValue(Long.parseLong(step.replace("_", "")));
  }

  @Test
  void shouldNotMindGapsRepeatsJitterAndOrder() {
    Random random = new Random(1);
    for (int trial = 0; trial < 100; trial++) {
      long[] times = new long[9];
      long time = 1_700_000_000_000L;
      for (int i = 0; i < times.length; i++) {
        times[i] = time + random.nextInt(30_000);
        time += i == 3 ? 40 * 600_000L : i == 5 ? 0 : 600_000;
      }
      long first = times[0];
      times[0] = times[8];
      times[8] = first;

      assertThat(StepInference.infer(times)).hasValue(600_000);
    }
  }

  @Test
  void shouldTakeLowerMedianOfEvenCount() {
    assertThat(StepInference.infer(0, 60_000, 60_000 + 3_600_000)).hasValue(60_000);
  }

  @Test
  void shouldInferNothingFromOneTime() {
    assertThat(StepInference.infer(5, 5, 5)).isEmpty();
    assertThat(StepInference.infer()).isEmpty();
  }
}
