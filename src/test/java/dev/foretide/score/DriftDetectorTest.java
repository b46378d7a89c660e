package dev.foretide.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftDetectorTest {
  private static final int DISTANCE = 96;

  private final DriftDetector detector = new DriftDetector(DISTANCE);
  private long step;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldStayQuietOnHundredThousandStationaryHeavyTailedErrors(long seed) {
    assertThat(alarms(new Random(seed), 2, 100_000)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldTellDoublingOfErrorOnceWithin250Labels(long seed) {
    Random random = new Random(seed);
    alarms(random, 1, 2_000);

    List<Long> alarms = alarms(random, 2, 20_000);

    assertThat(alarms).singleElement().satisfies(at -> assertThat(at - 2_000).isBetween(1L, 250L));
  }

  @Test
  void shouldTellSecondRiseFromNewLevel() {
    Random random = new Random(1);
    alarms(random, 1, 2_000);
    assertThat(alarms(random, 3, 2_000)).hasSize(1);

    assertThat(alarms(random, 9, 2_000)).hasSize(1);
  }

  @Test
  void shouldStayQuietWhenErrorFallsBackAfterAlarm() {
    Random random = new Random(2);
    alarms(random, 1, 2_000);
    alarms(random, 3, 1_000);

    assertThat(alarms(random, 1, 20_000)).isEmpty();
  }

  @Test
  void shouldKeepAlarmsOfSameStepsApartByDistance() {
    DriftDetector many = new DriftDetector(1_000);
    List<Long> alarms = new ArrayList<>();
    double level = 1;
    for (long at = 0; at < 3_000; at++) {
      for (int series = 0; series < 20; series++) { // rises for ever, on many series
        if (many.rises(level, at)) {
          alarms.add(at);
        }
      }
      level *= 1.01;
    }

    assertThat(alarms).hasSizeGreaterThanOrEqualTo(2);
    for (int i = 1; i < alarms.size(); i++) {
      assertThat(alarms.get(i) - alarms.get(i - 1)).isGreaterThanOrEqualTo(1_000);
    }
  }

  @Test
  void shouldStayQuietOnSingleHugeError() {
    for (int i = 0; i < 2_000; i++) {
      assertThat(detector.rises(i == 1_000 ? 1e9 : 1, i)).isFalse();
    }
  }

  @Test
  void shouldRefuseDistanceBelowOneStep() {
    assertThatThrownBy(() -> new DriftDetector(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("distance between alarms is 0 steps, must be at least 1");
  }

  /** Steps of the alarms on absolute values of Student's t with 3 degrees of freedom. */
  private List<Long> alarms(Random random, double level, int labels) {
    List<Long> alarms = new ArrayList<>();
    for (int i = 0; i < labels; i++) {
      double chi = 0;
      for (int d = 0; d < 3; d++) {
        double z = random.nextGaussian();
        chi += z * z;
      }
      double error = level * Math.abs(random.nextGaussian()) / Math.sqrt(chi / 3);
      if (detector.rises(error, step)) {
        alarms.add(step);
      }
      step++;
    }
    return alarms;
  }
}
