package dev.foretide.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.series.Score;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftWatchTest {
  private static final int DISTANCE = 96;

  private final DriftWatch watch = new DriftWatch();

  @Test
  void shouldTellALastingRiseOnce() {
    assertThat(rises("a", 1, 0, 1_000, 1, 1)).isEmpty();

    assertThat(rises("a", 1, 1_000, 2_000, 10, 1)).hasSize(1);
  }

  @Test
  void shouldWatchGroupsApart() {
    rises("a", 1, 0, 1_000, 1, 1);
    rises("b", 1, 0, 1_000, 10, 1);

    assertThat(rises("b", 1, 1_000, 2_000, 10, 1)).as("as large as ever").isEmpty();
    assertThat(rises("a", 1, 1_000, 2_000, 10, 1)).hasSize(1);
  }

  /** Until a model takes part, there is none that a training could better. */
  @Test
  void shouldNotCountForecastsWithoutModel() {
    rises("a", 1, 0, 1_000, 1, 1);

    assertThat(rises("a", 0, 1_000, 2_000, 10, 1)).isEmpty();
    assertThat(rises("a", 1, 2_000, 3_000, 10, 1)).hasSize(1);
  }

  /** An error ten times as large is the same on a series whose scale is ten times as large. */
  @Test
  void shouldTakeErrorsInUnitsOfTheScale() {
    rises("a", 1, 0, 1_000, 1, 1);

    assertThat(rises("a", 1, 1_000, 2_000, 10, 10)).isEmpty();
  }

  /** The steps that raise the alarm while the errors of lead 1 alternate around a size. */
  private List<Long> rises(
      String group, int version, long from, long to, double error, double scale) {
    List<Long> alarms = new ArrayList<>();
    for (long step = from; step < to; step++) {
      float actual = (float) (step % 2 == 0 ? error : -1.2 * error);
      if (watch.rises(score(group, version, actual, scale), step, DISTANCE)) {
        alarms.add(step);
      }
    }
    return alarms;
  }

  /** Lead 1 says 0; lead 2 is far off, which counts for nothing. */
  private static Score score(String group, int version, float actual, double scale) {
    boolean[] covered = {true};
    List<Score.Lead> leads =
        List.of(
            new Score.Lead(1, 0, 0, covered, version),
            new Score.Lead(2, 1_000 * actual, 0, covered, version));
    return new Score("s", group, "value", 0, actual, 0, scale, new double[] {0.8}, leads, false);
  }
}
