package dev.foretide.train.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.model.Evaluation;
import dev.foretide.model.LinearHead;
import dev.foretide.model.LinearHeads;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.model.Regressors;
import dev.foretide.series.CalendarTerm;
import dev.foretide.series.Expert;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Segment;
import dev.foretide.train.Histories;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeadRegressionTest {
  private static final ModelShape SHAPE = Models.shape(4, 2, Evaluation.STATEFUL);
  private static final Grid GRID = Histories.grid(GapFill.HOLD, 3);

  private final HeadRegression training = new HeadRegression(SHAPE);

  /** Changes follow 0.5 d1 - 0.3 d2. */
  @Test
  void shouldRecoverLawOfAutoregressiveDifferences() {
    Random random = new Random(1);
    float[] values = new float[12_000];
    double d1 = 0;
    double d2 = 0;
    double x = 0;
    for (int i = 0; i < values.length; i++) {
      double d = 0.5 * d1 - 0.3 * d2 + random.nextGaussian();
      d2 = d1;
      d1 = d;
      x += d;
      values[i] = (float) x;
    }
    add(training, "a", 0, values);

    training.solve();

    // d_{t+1} = 0.5 (x_t - x_{t-1}) - 0.3 (x_{t-1} - x_{t-2}) = -0.8 r1 + 0.3 r2
    // with r_k = x_{t-k} - x_t; two steps on: 1.5 d_{t+1} - 0.3 d_t = -1.2 r1 + 0.45 r2 + 0.3 r1.
    float[] w = training.heads().linear().weights();
    assertThat(w[0]).isCloseTo(-0.8f, within(0.05f));
    assertThat(w[1]).isCloseTo(0.3f, within(0.06f));
    assertThat(w[2]).isCloseTo(0, within(0.06f));
    assertThat(w[3]).as("intercept").isCloseTo(0, within(0.05f));
    assertThat(w[4]).isCloseTo(-0.9f, within(0.08f));
    assertThat(w[5]).isCloseTo(0.45f, within(0.1f));
  }

  @Test
  void shouldGiveSeriesWithLittleHistoryNearlyTheHeadOfTheGroup() {
    add(training, "many", 0, Histories.momentum(-0.7, 4_000, 1));
    add(training, "few", 3_900, Histories.momentum(0.7, 25, 2));
    HeadRegression best = new HeadRegression(SHAPE);
    add(best, "few", 0, Histories.momentum(0.7, 6_000, 1));
    best.solve();

    training.solve();

    float[] fresh = Histories.momentum(0.7, 2_000, 5);
    double own = distance(training.headsOf("few"), training.heads(), fresh);
    double law = distance(best.heads(), training.heads(), fresh);
    assertThat(own).isPositive().isLessThan(law / 10);
    assertThat(training.headsOf("unknown")).isSameAs(training.heads());
  }

  @Test
  void shouldGiveSeriesWithMuchHistoryItsOwnLaw() {
    add(training, "up", 0, Histories.momentum(0.7, 6_000, 1));
    add(training, "down", 0, Histories.momentum(-0.7, 6_000, 2));

    training.solve();

    float[] fresh = Histories.momentum(0.7, 2_000, 5);
    HeadRegression alone = new HeadRegression(SHAPE);
    add(alone, "up", 0, Histories.momentum(0.7, 6_000, 1));
    alone.solve();
    double group = error(training.heads(), fresh);
    double own = error(training.headsOf("up"), fresh);
    double best = error(alone.heads(), fresh);
    assertThat(own - best).isLessThan((group - best) / 4);
    assertThat(training.ownHeads()).containsOnlyKeys("up", "down");
  }

  @Test
  void shouldGiveSingleSeriesNoHeadOfItsOwn() {
    add(training, "a", 0, Histories.momentum(0.7, 1_000, 1));

    training.solve();

    assertThat(training.ownHeads()).isEmpty();
    assertThat(training.headsOf("a")).isSameAs(training.heads());
  }

  @Test
  void shouldForgetAnOldLaw() {
    int halfLives = (int) HeadRegression.HALF_LIFE;
    add(training, "a", 0, Histories.momentum(0.7, 2 * halfLives, 1));
    training.solve();
    assertThat(momentum(training.heads())).isGreaterThan(0.6f);

    add(training, "a", 2L * halfLives, Histories.momentum(-0.7, 5 * halfLives, 2));
    training.solve();

    assertThat(momentum(training.heads())).isLessThan(-0.6f);
  }

  /** Weights double with each half-life; after thousands of them no number would hold them. */
  @Test
  void shouldStayFiniteOverAnyNumberOfHalfLives() {
    long pause = (long) (5_000 * HeadRegression.HALF_LIFE);
    add(training, "a", 0, Histories.momentum(0.7, 2_000, 1));
    add(training, "b", 0, Histories.momentum(0.7, 2_000, 3));
    add(training, "a", pause / 50, Histories.momentum(0.7, 2_000, 4));
    add(training, "a", pause, Histories.momentum(-0.7, 2_000, 2));

    training.solve();

    assertThat(momentum(training.heads())).isCloseTo(-0.7f, within(0.1f));
    assertThat(momentum(training.headsOf("b")))
        .as("long silent: the group's")
        .isEqualTo(momentum(training.heads()));
  }

  /** Three lags of the window can be told apart by few rows, the nineteen of the lookback not. */
  @Test
  void shouldLetLongHeadWaitForRowsEnough() {
    ModelShape wide = Models.wider(SHAPE, 20, false);
    HeadRegression both = new HeadRegression(wide);
    add(both, wide, "a", 0, Histories.momentum(0.7, 30, 1));
    both.solve();
    assertThat(both.heads().linear()).isNotNull();
    assertThat(both.heads().lookback()).isNull();

    add(both, wide, "a", 30, Histories.momentum(0.7, 60, 1));
    both.solve();

    assertThat(both.heads().lookback()).isNotNull();
    assertThat(both.heads().lags()).as("would be the linear head once more").isNull();
  }

  /** A day of a value that swings between two levels: the window of two steps sees no clock. */
  @Test
  void shouldLearnWhatTheClockSays() {
    ModelShape shape =
        new ModelShape(
            List.of("value"),
            "value",
            3_600_000,
            2,
            3,
            0,
            List.of(CalendarTerm.HOUR),
            ZoneId.of("UTC"),
            Evaluation.STATEFUL);
    Random random = new Random(3);
    float[] values = new float[24 * 60];
    for (int i = 0; i < values.length; i++) {
      double angle = 2 * Math.PI * i / 24;
      values[i] = (float) (Math.sin(angle) + Math.cos(2 * angle) + 0.05 * random.nextGaussian());
    }
    GroupLearner learner = new GroupLearner(shape, hourly());

    learner.learn(Histories.segments("a", 480_000, values));

    double clock = learner.errors().relative(Expert.LINEAR);
    double lags = learner.errors().relative(Expert.LAGS);
    assertThat(clock).isLessThan(0.05);
    assertThat(lags).isGreaterThan(5 * clock);
  }

  private static Grid hourly() {
    Grid minutes = Histories.grid(GapFill.HOLD, 3);
    return new Grid(
        minutes.step().multipliedBy(60), minutes.aggregate(), minutes.grace(), GapFill.HOLD, 3);
  }

  @Test
  void shouldAddNothingWhereALabelIsNotKnown() {
    HistoryStretch stretch = stretch(SHAPE, "a", 0, Histories.momentum(0.7, 20, 1));
    Regressors regressors = new Regressors(SHAPE);
    regressors.encode(stretch.position().moveTo(18), 0, GRID.startOf(18));

    assertThat(training.add(stretch, 18, regressors.values())).isFalse();
    assertThat(training.add(stretch, 17, regressors.values())).isTrue();
  }

  @Test
  void shouldGiveNoHeadWithoutHistory() {
    training.solve();

    assertThat(training.heads()).isNull();
    assertThat(training.headsOf("a")).isNull();
  }

  @Test
  void shouldSolveConstantSeriesWithoutFailing() {
    add(training, "a", 0, new float[200]);

    training.solve();

    LinearHead head = Objects.requireNonNull(training.heads()).linear();
    for (float weight : head.weights()) {
      assertThat(weight).isZero();
    }
  }

  /** Mean squared error of the first lead. */
  private static double error(LinearHeads heads, float[] values) {
    return meanSquare(heads, null, values);
  }

  /** Mean squared difference of what two heads say of the first lead. */
  private static double distance(LinearHeads heads, LinearHeads others, float[] values) {
    return meanSquare(heads, others, values);
  }

  /** Of differences to other heads, or to the labels. */
  private static double meanSquare(
      LinearHeads heads, @Nullable LinearHeads others, float[] values) {
    HistoryStretch stretch = stretch(SHAPE, "fresh", 0, values);
    Regressors regressors = new Regressors(SHAPE);
    HistoryStretch.Position position = stretch.position();
    float[] forecast = new float[SHAPE.horizon()];
    double sum = 0;
    for (int at = 10; at < stretch.length() - 1; at++) {
      regressors.encode(position.moveTo(at), 0, GRID.startOf(at));
      heads.linear().predict(regressors, forecast);
      double said = forecast[0];
      if (others == null) {
        forecast[0] = stretch.label(at, 1, false);
      } else {
        others.linear().predict(regressors, forecast);
      }
      sum += Math.pow(said - forecast[0], 2);
    }
    return sum / (stretch.length() - 11);
  }

  /** What of a change goes on in the next step. */
  private static float momentum(LinearHeads heads) {
    return -heads.linear().weights()[0];
  }

  private static void add(HeadRegression training, String series, long first, float[] values) {
    add(training, SHAPE, series, first, values);
  }

  /** Adds all origins of a series whose labels are known. */
  private static void add(
      HeadRegression training, ModelShape shape, String series, long first, float[] values) {
    HistoryStretch stretch = stretch(shape, series, first, values);
    Regressors regressors = new Regressors(shape);
    HistoryStretch.Position position = stretch.position();
    for (int at = 0; at < stretch.length() - shape.horizon(); at++) {
      if (stretch.usable(at)) {
        regressors.encode(position.moveTo(at), 0, GRID.startOf(first + at));
        training.add(stretch, at, regressors.values());
      }
    }
  }

  private static HistoryStretch stretch(
      ModelShape shape, String series, long first, float[] values) {
    SeriesHistory history = new SeriesHistory(shape, GRID, series);
    history.offer(new Segment(series, first, 1, values));
    history.replayUntil(Long.MAX_VALUE, (stretch, from) -> {});
    return history.stretches().get(0);
  }
}
