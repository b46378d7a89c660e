package dev.foretide.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageHinkleyTest {
  private final PageHinkley detector = new PageHinkley();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldStayQuietOnStationaryNoise(long seed) {
    Random random = new Random(seed);

    assertThat(firstAlarm(random, 3, 20_000)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldAlarmSoonAfterErrorDoubles(long seed) {
    Random random = new Random(seed);
    firstAlarm(random, 3, 1_000);

    int alarm = firstAlarm(random, 6, 1_000);

    assertThat(alarm).isBetween(1, 250);
  }

  @Test
  void shouldTakeHigherErrorAsNormalAfterAlarm() {
    Random random = new Random(1);
    firstAlarm(random, 1, 1_000);
    assertThat(firstAlarm(random, 5, 1_000)).isNotNegative();

    assertThat(firstAlarm(random, 5, 10_000)).isEqualTo(-1);
  }

  @Test
  void shouldAlarmAgainAfterItStartedAnew() {
    Random random = new Random(2);
    firstAlarm(random, 1, 1_000);
    firstAlarm(random, 5, 1_000);
    firstAlarm(random, 5, 1_000);

    assertThat(firstAlarm(random, 25, 1_000)).isNotNegative();
  }

  @Test
  void shouldStayQuietWhenErrorFalls() {
    Random random = new Random(3);
    firstAlarm(random, 5, 1_000);

    assertThat(firstAlarm(random, 1, 5_000)).isEqualTo(-1);
  }

  @Test
  void shouldStayQuietWithoutAnyError() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(detector.exceeds(0)).isFalse();
    }
  }

  /** Position of the first alarm on exponential noise of the given mean, -1 for none. */
  private int firstAlarm(Random random, double mean, int values) {
    for (int i = 0; i < values; i++) {
      if (detector.exceeds(-mean * Math.log(1 - random.nextDouble()))) {
        detector.restart();
        return i;
      }
    }
    return -1;
  }
}
