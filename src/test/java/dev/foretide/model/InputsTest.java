package dev.foretide.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.series.CalendarTerm;
import dev.foretide.series.Expert;
import dev.foretide.series.Scale;
import dev.foretide.series.SeriesContext;
import dev.foretide.series.Window;
import dev.foretide.series.WindowContext;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
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
  private final SeriesContext context = new WindowContext(window, scale);

  InputsTest() {
    append(8, 15);
    append(14, 30);
    append(12, 25);
    scale.restore(new double[] {3, 10, 2, 4, 12, 0, 20, 5, 2, 25, 0});
  }

  @Test
  void shouldEncodeRegressorsOfHeads() {
    ModelShape shape = shape(4, 3, 0, Evaluation.STATEFUL);

    float[] regressors = regressors(shape, 0, NOON_ON_MONDAY);

    assertThat(regressors).hasSize(Regressors.size(shape));
    assertThat(Arrays.copyOf(regressors, 9))
        .containsExactly(
            new float[] {
              1, -2, -2, // (30 - 25) / 5, (15 - 25) / 5, and the first known step once more
              1, -0.5f, // load: (12 - 10) / 2, (12 - 14) / 4
              0, // noon, two harmonics
              -1, 0, 1
            },
            within(1e-6f));
    assertThat(regressors[9]).isCloseTo(MONDAY_NOON_SIN, within(1e-6f));
    assertThat(regressors[10]).isCloseTo(MONDAY_NOON_COS, within(1e-6f));
  }

  /** Shown to three heads: the window, what is beside it, and the longer window. */
  @Test
  void shouldShowEachHeadItsColumns() {
    ModelShape shape = Models.wider(shape(3, 2, 6, Evaluation.STATEFUL), 5, false);

    assertThat(Regressors.size(shape)).isEqualTo(4 + 2 + 2 + 10);
    assertThat(Regressors.columns(shape, Expert.LAGS)).isEqualTo(new Regressors.Columns(2, 4, 6));
    assertThat(Regressors.columns(shape, Expert.LINEAR))
        .isEqualTo(new Regressors.Columns(2, 4, 18));
    assertThat(Regressors.columns(shape, Expert.LOOKBACK))
        .isEqualTo(new Regressors.Columns(4, 4, 6));
    assertThat(Regressors.columns(shape, Expert.LINEAR).count()).isEqualTo(16);
    float[] taken = new float[4];
    Regressors.columns(shape, Expert.LAGS).take(new float[] {0, 1, 2, 3, 4, 5, 6}, taken);
    assertThat(taken).containsExactly(0, 1, 4, 5);
    assertThatThrownBy(() -> Regressors.columns(shape, Expert.LSTM))
        .hasMessage("LSTM is no linear head");
  }

  @Test
  void shouldEncodeBlockOneCycleBackWhereItIsLongerThanWindow() {
    append(11, 40);
    append(10, 45); // heat, newest first: 45, 40, 25, 30, 15
    ModelShape shape = shape(2, 3, 5, Evaluation.STATEFUL);

    float[] regressors = regressors(shape, 0, NOON_ON_MONDAY);

    assertThat(regressors).hasSize(1 + 2 + 3 + 10);
    assertThat(Arrays.copyOf(regressors, 6))
        .containsExactly(
            new float[] {
              -1, // (40 - 45) / 5
              0, -0.25f, // load: (10 - 10) / 2, (10 - 11) / 4
              -6, -3, -4, // ages 4, 3, 2 are one season of 5 before leads 1, 2, 3
            },
            within(1e-6f));
  }

  @Test
  void shouldEncodeZeroForCycleBeforeFirstStep() {
    ModelShape shape = shape(2, 3, 5, Evaluation.STATEFUL);

    float[] regressors = regressors(shape, 0, NOON_ON_MONDAY);

    assertThat(Arrays.copyOfRange(regressors, 3, 6)) // only age 2, for lead 3, is known
        .containsExactly(0, 0, -2);
  }

  @Test
  void shouldRepeatTheFirstKnownStepInALookbackBeyondIt() {
    ModelShape shape = Models.wider(shape(2, 3, 0, Evaluation.STATEFUL), 6, false);

    float[] regressors = regressors(shape, 0, NOON_ON_MONDAY);

    assertThat(Arrays.copyOf(regressors, 5)).containsExactly(1, -2, -2, -2, -2);
  }

  /** One step ago: heat was 30, load 14; the units are those of now. */
  @Test
  void shouldEncodeEarlierOriginFromWhatWasKnownThere() {
    ModelShape shape = shape(4, 3, 0, Evaluation.STATEFUL);

    float[] regressors = regressors(shape, 1, NOON_ON_MONDAY - 3_600_000);

    assertThat(Arrays.copyOf(regressors, 5))
        .containsExactly(-3, -3, -3, 2, 1.5f); // (15 - 30) / 5; (14 - 10) / 2, (14 - 8) / 4
    float[] calendar = new float[10];
    CalendarTerm.encode(shape.calendar(), shape.zone(), NOON_ON_MONDAY - 3_600_000, calendar, 0);
    assertThat(Arrays.copyOfRange(regressors, 5, 15)).isEqualTo(calendar);
  }

  @Test
  void shouldCentreStatefulInputsOnMeanOfNewestSteps() {
    ModelShape shape = shape(3, 2, 0, Evaluation.STATEFUL);

    float[] row = encode(shape, 0);

    assertThat(Arrays.copyOf(row, 4))
        .containsExactly(
            new float[] {
              -0.5f, -0.5f, // load: (12 - (12 + 14) / 2) / 2, (12 - 14) / 4
              -0.5f, -2.5f, // heat: (25 - (25 + 30) / 2) / 5, (25 - 30) / 2
            },
            within(1e-6f));
    assertThat(row).hasSize(4 + 10 + 1 + 2);
    assertThat(row[4 + 4]).isCloseTo(MONDAY_NOON_SIN, within(1e-6f));
    assertThat(row[4 + 5]).isCloseTo(MONDAY_NOON_COS, within(1e-6f));
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
    float[] expected = new float[10];

    new NetworkInputs(shape).encode(context, 2, NOON_ON_MONDAY, earlier, 0);

    CalendarTerm.encode(
        shape.calendar(), shape.zone(), NOON_ON_MONDAY - 2 * 3_600_000, expected, 0);
    assertThat(Arrays.copyOfRange(earlier, 4, 14)).isEqualTo(expected);
  }

  @Test
  void shouldShowTheMaskBesideEachFeature() {
    window.append(new float[] {12, 25}, false);
    ModelShape shape = Models.wider(shape(4, 2, 0, Evaluation.WINDOWED), 4, true);

    assertThat(encode(shape, 0)).hasSize(6 + 10).startsWith(0, 0, 0, 0, 0, 0);
    assertThat(encode(shape, 1)).startsWith(0, -0.5f, 1, 0, -2.5f, 1);
  }

  /** Error 3 in units of change 2; forecasts as they are, but clipped. */
  @Test
  void shouldAppendWhatTheHeadSays() {
    ModelShape shape = shape(3, 2, 0, Evaluation.STATEFUL);
    NetworkInputs inputs = new NetworkInputs(shape);
    float[] row = new float[1 + inputs.size() + 1];
    Arrays.fill(row, 9);
    inputs.encode(context, 0, NOON_ON_MONDAY, row, 1);

    inputs.encodeHead(3, 2, new float[] {7, 0.25f, -70}, 1, row, 1);

    assertThat(inputs.size()).isEqualTo(17);
    assertThat(Arrays.copyOfRange(row, 15, 19)).containsExactly(1.5f, 0.25f, -6, 9);
    assertThat(row[0]).isEqualTo(9);
  }

  @Test
  void shouldShowTheHeadOnlyToStatefulNetworksThatStandOnIt() {
    ModelShape stateful = shape(3, 2, 0, Evaluation.STATEFUL);

    assertThat(NetworkInputs.size(stateful, NetworkEncoding.Relative.ON_LAST_VALUE)).isEqualTo(14);
    assertThat(NetworkInputs.size(shape(3, 2, 0, Evaluation.WINDOWED))).isEqualTo(14);
  }

  @Test
  void shouldStayFiniteWhenSeriesJumpsFarBeyondScale() {
    append(1e30f, 1e30f);
    scale.restore(new double[] {3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    ModelShape shape = shape(4, 3, 5, Evaluation.STATEFUL);

    float[] regressors = regressors(shape, 0, NOON_ON_MONDAY);

    for (float regressor : regressors) {
      assertThat(regressor).isFinite();
    }
  }

  @Test
  void shouldFindNewestKnownValueWholeSeasonsBeforeTarget() {
    for (int season = 1; season <= 30; season++) {
      for (int lead = 1; lead <= 100; lead++) {
        int age = Regressors.cycleLag(season, lead);

        int newest = 0;
        while ((newest + lead) % season != 0) {
          newest++;
        }
        assertThat(age).as("season %d, lead %d", season, lead).isEqualTo(newest);
      }
    }
  }

  private float[] regressors(ModelShape shape, int age, long start) {
    Regressors regressors = new Regressors(shape);
    regressors.encode(context, age, start);
    return regressors.values();
  }

  private float[] encode(ModelShape shape, int age) {
    float[] row = new float[NetworkInputs.size(shape)];
    new NetworkInputs(shape).encode(context, age, NOON_ON_MONDAY, row, 0);
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
