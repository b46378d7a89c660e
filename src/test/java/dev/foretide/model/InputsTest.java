package dev.foretide.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.series.CalendarTerm;
import dev.foretide.series.Scale;
import dev.foretide.series.Window;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Both encoders against numbers worked out by hand: three steps of (load, heat), with load at level
 * 10, spread 2, change 4, and heat (the target) at level 20, spread 5, change 2.
 */
class InputsTest {
  private static final long NOON_ON_MONDAY = Instant.parse("2024-04-29T12:00:00Z").toEpochMilli();
  private static final float MONDAY_NOON_SIN = (float) Math.sin(2 * Math.PI * 0.5 / 7);
  private static final float MONDAY_NOON_COS = (float) Math.cos(2 * Math.PI * 0.5 / 7);

  private final Window window = new Window(5, 2);
  private final Scale scale = new Scale(2, 10);

  InputsTest() {
    append(8, 15);
    append(14, 30);
    append(12, 25);
    scale.restore(new double[] {3, 10, 2, 4, 12, 20, 5, 2, 25});
  }

  @Test
  void shouldEncodeRegressorsOfHead() {
    ModelShape shape = shape(4, 3, 0, Evaluation.STATEFUL);
    float[] regressors = new float[LinearInputs.size(shape)];

    new LinearInputs(shape).encode(window, scale, NOON_ON_MONDAY, regressors);

    assertThat(regressors)
        .containsExactly(
            new float[] {
              1,
              -2,
              -2, // (30 - 25) / 5, (15 - 25) / 5, and the first known step once more
              1,
              -0.5f, // load: (12 - 10) / 2, (12 - 14) / 4
              0,
              -1,
              MONDAY_NOON_SIN,
              MONDAY_NOON_COS
            },
            within(1e-6f));
  }

  @Test
  void shouldEncodeBlockOneSeasonBackWhereSeasonIsLongerThanWindow() {
    append(11, 40);
    append(10, 45); // heat, newest first: 45, 40, 25, 30, 15
    ModelShape shape = shape(2, 3, 5, Evaluation.STATEFUL);
    float[] regressors = new float[LinearInputs.size(shape)];

    new LinearInputs(shape).encode(window, scale, NOON_ON_MONDAY, regressors);

    assertThat(regressors)
        .startsWith(
            new float[] {
              -1, // (40 - 45) / 5
              -6, -3, -4, // ages 4, 3, 2 are one season of 5 before leads 1, 2, 3
            })
        .hasSize(1 + 3 + 2 + 4);
  }

  @Test
  void shouldEncodeZeroForSeasonBeforeFirstStep() {
    ModelShape shape = shape(2, 3, 5, Evaluation.STATEFUL);
    float[] regressors = new float[LinearInputs.size(shape)];

    new LinearInputs(shape).encode(window, scale, NOON_ON_MONDAY, regressors);

    assertThat(regressors).startsWith(1, 0, 0, -2); // only age 2, for lead 3, is known
  }

  @Test
  void shouldCentreStatefulInputsOnSlowLevel() {
    ModelShape shape = shape(3, 2, 0, Evaluation.STATEFUL);

    float[] row = encode(shape, 0);

    assertThat(row)
        .containsExactly(
            new float[] {
              1,
              -0.5f, // load: (12 - 10) / 2, (12 - 14) / 4
              1,
              -2.5f, // heat: (25 - 20) / 5, (25 - 30) / 2
              0,
              -1,
              MONDAY_NOON_SIN,
              MONDAY_NOON_COS
            },
            within(1e-6f));
  }

  @Test
  void shouldCentreWindowedInputsOnNewestValue() {
    ModelShape shape = shape(3, 2, 0, Evaluation.WINDOWED);

    assertThat(encode(shape, 0)).startsWith(0, -0.5f, 0, -2.5f);
    assertThat(encode(shape, 1)).startsWith(1, 1.5f, 1, 6); // heat change 15 / 2 is clipped
    assertThat(encode(shape, 2)).startsWith(-2, 0, -2, 0); // nothing before the first step
  }

  @Test
  void shouldEncodeCalendarOfStepAndNotOfNewest() {
    ModelShape shape = shape(3, 2, 0, Evaluation.STATEFUL);
    float[] earlier = new float[NetworkInputs.size(shape)];
    float[] expected = new float[4];

    new NetworkInputs(shape).encode(window, scale, 2, NOON_ON_MONDAY, earlier, 0);

    CalendarTerm.encode(
        shape.calendar(), shape.zone(), NOON_ON_MONDAY - 2 * 3_600_000, expected, 0);
    assertThat(new float[] {earlier[4], earlier[5], earlier[6], earlier[7]}).isEqualTo(expected);
  }

  @Test
  void shouldStayFiniteWhenSeriesJumpsFarBeyondScale() {
    append(1e30f, 1e30f);
    scale.restore(new double[] {3, 0, 0, 0, 0, 0, 0, 0, 0});
    ModelShape shape = shape(4, 3, 5, Evaluation.STATEFUL);
    float[] regressors = new float[LinearInputs.size(shape)];

    new LinearInputs(shape).encode(window, scale, NOON_ON_MONDAY, regressors);

    for (float regressor : regressors) {
      assertThat(regressor).isFinite();
    }
  }

  @Test
  void shouldFindNewestKnownValueWholeSeasonsBeforeTarget() {
    for (int season = 1; season <= 30; season++) {
      for (int lead = 1; lead <= 100; lead++) {
        int age = LinearInputs.seasonalAge(season, lead);

        int newest = 0;
        while ((newest + lead) % season != 0) {
          newest++;
        }
        assertThat(age).as("season %d, lead %d", season, lead).isEqualTo(newest);
      }
    }
  }

  private float[] encode(ModelShape shape, int age) {
    float[] row = new float[NetworkInputs.size(shape)];
    new NetworkInputs(shape).encode(window, scale, age, NOON_ON_MONDAY, row, 0);
    return row;
  }

  private void append(float load, float heat) {
    window.append(new float[] {load, heat}, true);
  }

  private static ModelShape shape(int window, int horizon, int season, Evaluation evaluation) {
    return new ModelShape(
        List.of("load", "heat"),
        "heat",
        3_600_000,
        window,
        horizon,
        season,
        List.of(CalendarTerm.HOUR, CalendarTerm.WEEKDAY),
        ZoneId.of("UTC"),
        evaluation);
  }
}
