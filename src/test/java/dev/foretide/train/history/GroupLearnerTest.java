package dev.foretide.train.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.model.Evaluation;
import dev.foretide.model.LinearHeads;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.series.GapFill;
import dev.foretide.series.Segment;
import dev.foretide.train.Histories;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupLearnerTest {
  private static final ModelShape SHAPE =
      Models.wider(Models.shape(6, 3, Evaluation.STATEFUL), 12, false);

  @Test
  void shouldLearnSameInPartsAsAtOnce() {
    List<Segment> history = Histories.sines(400, 0.3);
    GroupLearner once = Histories.learner(SHAPE, GapFill.HOLD, history);
    GroupLearner parts = new GroupLearner(SHAPE, Histories.grid(GapFill.HOLD, 3));
    for (long until : new long[] {1_048, 1_192, 1_240, 1_400}) {
      parts.learn(history.stream().filter(segment -> segment.firstStep() < until).toList());
    }

    assertThat(parts.steps()).isEqualTo(once.steps()).isEqualTo(1_200);
    assertThat(text(parts)).isEqualTo(text(once));
    assertThat(parts.errors()).isEqualTo(once.errors());
    assertThat(forecasts(parts, Long.MAX_VALUE)).isEqualTo(forecasts(once, Long.MAX_VALUE));
  }

  /** Parts by series: blocks are others, but in the end the heads have seen the same. */
  @Test
  void shouldEndWithSameHeadsWhateverCameFirst() {
    List<Segment> history = Histories.sines(400, 0.3);
    GroupLearner once = Histories.learner(SHAPE, GapFill.HOLD, history);
    GroupLearner parts = new GroupLearner(SHAPE, Histories.grid(GapFill.HOLD, 3));
    for (String series : List.of("sine-2", "sine-0", "sine-1")) {
      parts.learn(history.stream().filter(segment -> segment.series().equals(series)).toList());
    }

    for (Expert expert : Expert.HEADS) {
      if (once.heads().of(expert) != null) {
        assertThat(parts.heads().of(expert).weights())
            .containsExactly(once.heads().of(expert).weights(), within(1e-4f));
      }
    }
  }

  @Test
  void shouldChangeNothingWhenItLearnsTheSameTwice() {
    List<Segment> history = Histories.sines(200, 0.3);
    GroupLearner learner = Histories.learner(SHAPE, GapFill.HOLD, history);
    String heads = text(learner);
    ExpertTable errors = learner.errors();

    learner.learn(history);

    assertThat(text(learner)).isEqualTo(heads);
    assertThat(learner.errors()).isEqualTo(errors);
    assertThat(learner.steps()).isEqualTo(600);
    assertThat(learner.stretches()).hasSize(3);
  }

  @Test
  void shouldPassOverLateSegmentsAndOrderTheOthers() {
    List<Segment> history = new ArrayList<>(Histories.sines(200, 0.3));
    String expected = text(Histories.learner(SHAPE, GapFill.HOLD, history));
    Collections.reverse(history);

    GroupLearner learner = Histories.learner(SHAPE, GapFill.HOLD, history);
    learner.learn(List.of(new Segment("sine-0", 1_000, 1, new float[] {100, 100, 100})));

    assertThat(text(learner)).isEqualTo(expected);
  }

  /**
   * Nothing that becomes known after a step is in a forecast of that step or before: not of the
   * series itself, not of others, whose segments begin and end elsewhere.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldForecastNothingFromTheFuture(long seed) {
    Random random = new Random(seed);
    int cut = 60 + random.nextInt(300);
    List<Segment> truth = irregular(seed, Integer.MAX_VALUE);
    List<Segment> changed = irregular(seed, cut);

    GroupLearner learner = Histories.learner(SHAPE, GapFill.HOLD, truth);
    GroupLearner other = Histories.learner(SHAPE, GapFill.HOLD, changed);

    List<String> before = forecasts(learner, cut);
    assertThat(before).hasSizeGreaterThan(50);
    assertThat(forecasts(other, cut)).isEqualTo(before);
    assertThat(forecasts(other, Long.MAX_VALUE))
        .as("the change is seen afterwards")
        .isNotEqualTo(forecasts(learner, Long.MAX_VALUE));
  }

  /** Three series with gaps, in segments of random lengths; other values behind a step. */
  private static List<Segment> irregular(long seed, long cut) {
    Random random = new Random(seed);
    List<Segment> segments = new ArrayList<>();
    for (String series : List.of("a", "b", "c")) {
      float[] values = Histories.momentum(0.6, 400, random.nextLong());
      int at = random.nextInt(40);
      while (at < values.length) {
        int steps = Math.min(values.length - at, 1 + random.nextInt(16));
        float[] part = Arrays.copyOfRange(values, at, at + steps);
        for (int i = 0; i < steps; i++) {
          float disturbed = 50 * random.nextFloat();
          part[i] = random.nextInt(20) == 0 ? Float.NaN : at + i > cut ? disturbed : part[i];
        }
        segments.add(new Segment(series, at, 1, part));
        at += steps + (random.nextInt(12) == 0 ? random.nextInt(8) : 0);
      }
    }
    return segments;
  }

  /** Forecasts that were stored for the network, up to and with a step. */
  private static List<String> forecasts(GroupLearner learner, long last) {
    List<String> all = new ArrayList<>();
    for (HistoryStretch stretch : learner.stretches()) {
      for (int at = 0; at < stretch.length() && stretch.firstStep() + at <= last; at++) {
        if (stretch.hasForecast(at)) {
          int from = stretch.forecastAt(at);
          float[] forecast = Arrays.copyOfRange(stretch.forecasts(), from, from + SHAPE.horizon());
          all.add(stretch.series() + (stretch.firstStep() + at) + Arrays.toString(forecast));
        }
      }
    }
    return all;
  }

  /** Errors are of heads from before: on noise worse than naive at its best, and than in sample. */
  @Test
  void shouldMeasureErrorsBeforeItLearns() {
    ModelShape wide = Models.shape(30, 2, Evaluation.STATEFUL);
    float[] noise = Models.random(200, 4, 1); // many regressors, few rows: much to overfit

    GroupLearner learner = Histories.learner(wide, GapFill.HOLD, Histories.segments("a", 0, noise));

    double online = learner.errors().relative(Expert.LINEAR);
    assertThat(online).as("in theory 0.5 at the best").isGreaterThan(0.5);
    assertThat(learner.errors().get(1, Expert.LSTM)).isNaN();
    assertThat(learner.errors().get(1, Expert.SEASONAL)).as("no season").isNaN();
    assertThat(learner.errors().get(1, Expert.LAGS)).as("no such head").isNaN();
  }

  @Test
  void shouldMeasureSeasonalNaive() {
    ModelShape seasonal =
        new ModelShape(
            SHAPE.features(),
            SHAPE.target(),
            SHAPE.stepMillis(),
            6,
            3,
            12,
            SHAPE.calendar(),
            SHAPE.zone(),
            Evaluation.STATEFUL);

    GroupLearner learner = Histories.learner(seasonal, GapFill.HOLD, Histories.sines(300, 0));

    assertThat(learner.errors().relative(Expert.SEASONAL)).isLessThan(1e-6);
    assertThat(learner.errors().relative(Expert.LINEAR)).isLessThan(0.01);
  }

  @ParameterizedTest
  @EnumSource
  void shouldStillMeasureNaiveWithoutHeads(Evaluation evaluation) {
    ModelShape plain = Models.shape(6, 3, evaluation);
    ModelShape shape =
        new ModelShape(
            plain.features(),
            plain.target(),
            plain.stepMillis(),
            6,
            3,
            0,
            List.of(),
            plain.zone(),
            evaluation,
            6,
            false,
            false);

    GroupLearner learner = Histories.learner(shape, GapFill.HOLD, Histories.sines(100, 0.1));

    assertThat(learner.heads()).isNull();
    assertThat(learner.ownHeads()).isEmpty();
    assertThat(learner.errors().get(1, Expert.NAIVE)).isPositive();
    assertThat(learner.errors().get(1, Expert.LINEAR)).isNaN();
    assertThat(learner.stretches().get(0).hasForecast(50)).isFalse();
  }

  /** The newest fifth of all steps, in time, whichever series they are of. */
  @Test
  void shouldSplitAllSeriesAtOneTime() {
    List<Segment> history = new ArrayList<>();
    history.addAll(Histories.segments("a", 0, Models.random(100, 1, 1)));
    history.addAll(Histories.segments("b", 50, Models.random(100, 2, 1)));

    GroupLearner learner = Histories.learner(SHAPE, GapFill.HOLD, history);

    long boundary = learner.quantile(0.8);
    long held =
        learner.stretches().stream()
            .mapToLong(stretch -> stretch.endStep() - Math.max(stretch.firstStep(), boundary))
            .filter(steps -> steps > 0)
            .sum();
    assertThat(held).isBetween(38L, 41L);
    assertThat(learner.firstStep()).isZero();
    assertThat(learner.endStep()).isEqualTo(150);
    assertThat(learner.series()).isEqualTo(2);
  }

  /** What the history no longer holds is no longer trained on; what was learnt from it stays. */
  @Test
  void shouldForgetStepsThatTheHistoryNoLongerHolds() {
    List<Segment> all = Histories.segments("a", 0, Histories.momentum(0.7, 400, 1));
    GroupLearner learner = new GroupLearner(SHAPE, Histories.grid(GapFill.HOLD, 3));
    learner.learn(all);
    List<Segment> held = all.stream().filter(part -> part.firstStep() >= 200).toList();

    learner.learn(Stream.concat(all.subList(2, 4).stream(), held.stream()).toList());

    assertThat(learner.stretches())
        .extracting(HistoryStretch::firstStep)
        .containsExactly(32L, 208L);
    assertThat(learner.stretches()).extracting(HistoryStretch::endStep).containsExactly(64L, 400L);
    assertThat(learner.steps()).isEqualTo(400);
  }

  private static String text(GroupLearner learner) {
    StringBuilder text = new StringBuilder(text(learner.heads()));
    learner.ownHeads().keySet().stream()
        .sorted()
        .forEach(series -> text.append(series).append(text(learner.ownHeads().get(series))));
    return text.toString();
  }

  private static String text(LinearHeads heads) {
    StringBuilder text = new StringBuilder();
    for (Expert expert : Expert.HEADS) {
      if (heads.of(expert) != null) {
        text.append(expert).append(Arrays.toString(heads.of(expert).weights()));
      }
    }
    return text.toString();
  }
}
