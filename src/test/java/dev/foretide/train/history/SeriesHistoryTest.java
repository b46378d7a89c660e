package dev.foretide.train.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.SeriesForecaster;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.StepResult;
import dev.foretide.model.Evaluation;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.model.NetworkInputs;
import dev.foretide.model.Regressors;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Reading;
import dev.foretide.series.Segment;
import dev.foretide.series.SeriesContext;
import dev.foretide.series.WindowContext;
import dev.foretide.train.Histories;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a history makes of segments: stretches, fillings, labels, and the same as the live path. */
class SeriesHistoryTest {
  private static final ModelShape SHAPE = Models.shape(6, 3, Evaluation.STATEFUL);
  private static final float NAN = Float.NaN;

  @Test
  void shouldLabelWithLaterValuesInUnitsOfScaleAtOrigin() {
    float[] values = Models.random(40, 1, 10);

    HistoryStretch stretch = stretch(GapFill.HOLD, new Segment("a", 100, 1, values));

    assertThat(stretch.firstStep()).isEqualTo(100);
    for (int at = 8; at < 37; at++) {
      for (int lead = 1; lead <= 3; lead++) {
        float expected = (float) ((values[at + lead] - values[at]) / stretch.spread(at));
        assertThat(stretch.label(at, lead, false)).isEqualTo(expected);
      }
    }
    assertThat(stretch.label(39, 1, true)).as("behind the end").isNaN();
    assertThat(stretch.label(37, 2, false)).isNotNaN();
    assertThat(stretch.label(37, 3, false)).isNaN();
  }

  @Test
  void shouldKnowLabelsOnlyBeforeTheStepThatTheLastOfThemLiesOn() {
    HistoryStretch stretch =
        stretch(GapFill.HOLD, new Segment("a", 100, 1, Models.random(40, 1, 10)));

    assertThat(stretch.knownBefore(5, 108)).as("label of lead 3 is at step 108").isFalse();
    assertThat(stretch.knownBefore(5, 109)).isTrue();
  }

  @Test
  void shouldSplitRunsAtGapsThatAreNotFilled() {
    List<HistoryStretch> stretches =
        history(
                GapFill.HOLD,
                new Segment("a", 0, 1, Models.random(10, 1, 1)),
                new Segment("a", 13, 1, Models.random(10, 2, 1)), // three missing: filled
                new Segment("a", 27, 1, Models.random(10, 3, 1))) // four missing
            .stretches();

    assertThat(stretches).extracting(HistoryStretch::firstStep).containsExactly(0L, 27L);
    assertThat(stretches).extracting(HistoryStretch::length).containsExactly(23, 10);
    HistoryStretch first = stretches.get(0);
    assertThat(first.usable(9)).isTrue();
    assertThat(first.usable(11)).as("filled").isFalse();
    assertThat(first.label(9, 1, false)).as("label in the gap").isNaN();
    assertThat(first.label(9, 1, true)).as("a filling that holds").isZero();
    assertThat(first.label(10, 3, false)).as("label behind the gap").isNotNaN();
    assertThat(stretches.get(1).usable(0)).as("the scale stays over a gap").isTrue();
  }

  @Test
  void shouldSplitRunsAtEveryGapWhenNoneIsFilled() {
    SeriesHistory history =
        history(
            GapFill.NONE,
            new Segment("a", 0, 1, Models.random(10, 1, 1)),
            new Segment("a", 11, 1, Models.random(10, 2, 1)));

    assertThat(history.stretches()).extracting(HistoryStretch::firstStep).containsExactly(0L, 11L);
  }

  @Test
  void shouldHoldOrDrawALineOverGap() {
    Segment segment = new Segment("a", 0, 1, new float[] {1, 2, NAN, NAN, 8});

    assertThat(values(stretch(GapFill.HOLD, segment))).containsExactly(1, 2, 2, 2, 8);
    assertThat(values(stretch(GapFill.LINEAR, segment))).containsExactly(1, 2, 4, 6, 8);
  }

  @Test
  void shouldBeginRunAtTheFirstMeasuredStep() {
    float[] values = Models.random(30, 1, 1);
    Arrays.fill(values, 0, 3, NAN);

    HistoryStretch stretch = stretch(GapFill.LINEAR, new Segment("a", 0, 1, values));

    assertThat(stretch.firstStep()).isEqualTo(3);
    assertThat(stretch.usable(2)).as("a scale of three steps").isFalse();
    assertThat(stretch.usable(20)).isTrue();
  }

  @Test
  void shouldTakeOverlapOfSegmentsOnceAndNothingLate() {
    float[] values = Models.random(30, 1, 1);

    HistoryStretch stretch =
        stretch(
            GapFill.HOLD,
            new Segment("a", 0, 1, Arrays.copyOf(values, 20)),
            new Segment("a", 10, 1, Arrays.copyOfRange(values, 10, 30)),
            new Segment("a", 2, 1, new float[] {7, 7, 7}));

    assertThat(values(stretch)).isEqualTo(values);
  }

  @Test
  void shouldReplayUpToAStepWithinASegment() {
    SeriesHistory history = new SeriesHistory(SHAPE, Histories.grid(GapFill.HOLD, 3), "a");
    history.offer(new Segment("a", 10, 1, new float[] {1, 2, 3, 4}));
    history.offer(new Segment("a", 14, 1, new float[] {5}));
    List<Integer> grown = new ArrayList<>();

    history.replayUntil(12, (stretch, from) -> grown.add(from));

    assertThat(values(history.stretches().get(0))).containsExactly(1, 2);
    assertThat(grown).containsExactly(0, 1);
    assertThat(history.nextStep()).isEqualTo(12);
    assertThat(history.endStep()).isEqualTo(15);
    history.replayUntil(15, (stretch, from) -> grown.add(from));
    assertThat(values(history.stretches().get(0))).containsExactly(1, 2, 3, 4, 5);
    assertThat(history.nextStep()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldTellOfFilledStepsWithTheReadingBehindThem() {
    SeriesHistory history = new SeriesHistory(SHAPE, Histories.grid(GapFill.HOLD, 3), "a");
    history.offer(new Segment("a", 0, 1, new float[] {1, NAN, NAN, 4}));
    List<String> grown = new ArrayList<>();

    history.replayUntil(4, (stretch, from) -> grown.add(from + "-" + stretch.length()));

    assertThat(grown).containsExactly("0-1", "1-4");
  }

  @Test
  void shouldForgetOldSteps() {
    float[] values = Models.random(30, 1, 1);
    SeriesHistory history = history(GapFill.HOLD, new Segment("a", 100, 1, values));
    float label = history.stretches().get(0).label(15, 2, false);

    history.retain(List.of(new long[] {110, 130}));

    HistoryStretch stretch = history.stretches().get(0);
    assertThat(stretch.firstStep()).isEqualTo(110);
    assertThat(values(stretch)).isEqualTo(Arrays.copyOfRange(values, 10, 30));
    assertThat(stretch.label(5, 2, false)).isEqualTo(label);
    assertThat(history.endStep()).isEqualTo(130);
  }

  /** An idle machine that starts: its label must not outweigh everything else. */
  @Test
  void shouldLeaveOutLabelsOfJumpOutOfFlatStretch() {
    float[] values = new float[40];
    Arrays.fill(values, 20, 40, 1_000);

    HistoryStretch stretch = stretch(GapFill.HOLD, new Segment("a", 0, 1, values));

    assertThat(stretch.label(19, 1, false)).isNaN();
    assertThat(stretch.label(18, 1, false)).isZero();
    assertThat(stretch.label(21, 1, false)).isZero();
  }

  /** What was learnt from and what is applied must not differ. */
  @ParameterizedTest
  @EnumSource
  void shouldSeeWhatLivePathSees(GapFill fill) {
    ModelShape shape = Models.wider(Models.richShape(6, 3, 9, Evaluation.WINDOWED), 13, true);
    Grid grid = Histories.grid(fill, 3);
    ForecastSettings settings = new ForecastSettings(grid, shape, List.of(0.8), List.of(1));
    SeriesForecaster live = new SeriesForecaster(settings);
    SeriesState state = new SeriesState(settings);
    Random random = new Random(2);
    TreeMap<Long, Seen> seen = new TreeMap<>();
    List<Segment> segments = new ArrayList<>();
    long step = 28_000_000;
    for (int i = 0; i < 400; i++) {
      step += i % 11 == 3 ? 3 : i % 97 == 96 ? 9 : 1; // short gaps, long ones
      double load = i % 7 == 5 ? Double.NaN : 5 * random.nextGaussian();
      double[] features = {load, Math.sin(i) + random.nextGaussian()};
      StepResult answer =
          live.process(state, new Reading("a", grid.startOf(step), features), "g", null);
      if (answer.segment() != null) {
        segments.add(answer.segment());
      }
      seen.put(step, new Seen(shape, new WindowContext(state.window(), state.scale()), step));
    }
    StepResult last =
        live.process(state, new Reading("a", grid.startOf(step + 9), row(1)), "g", null);
    segments.add(last.segment());

    SeriesHistory history = history(shape, fill, segments.toArray(Segment[]::new));

    assertThat(history.stretches()).hasSizeGreaterThanOrEqualTo(5);
    int compared = 0;
    for (HistoryStretch stretch : history.stretches()) {
      HistoryStretch.Position position = stretch.position();
      for (int at = 0; at < stretch.length(); at++) {
        Seen expected = seen.get(stretch.firstStep() + at);
        if (expected != null) {
          new Seen(shape, position.moveTo(at), stretch.firstStep() + at).requireSame(expected);
          compared++;
        }
      }
    }
    assertThat(compared).isEqualTo(400);
  }

  /** Everything that experts see of a context. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Seen(float[] window, boolean[] measured, float[] regressors, float[] rows) {
    Seen(ModelShape shape, SeriesContext context, long step) {
      this(
          new float[2 * context.size()],
          new boolean[2 * context.size()],
          new float[Regressors.size(shape)],
          new float[shape.window() * NetworkInputs.size(shape)]);
      for (int age = 0; age < context.size(); age++) {
        window[2 * age] = context.value(age, 0);
        window[2 * age + 1] = context.value(age, 1);
        measured[2 * age] = context.measured(age, 0);
        measured[2 * age + 1] = context.measured(age, 1);
      }
      Regressors all = new Regressors(shape);
      all.encode(context, 0, step * shape.stepMillis());
      System.arraycopy(all.values(), 0, regressors, 0, regressors.length);
      int size = NetworkInputs.size(shape);
      for (int age = 0; age < Math.min(context.size(), shape.window()); age++) {
        new NetworkInputs(shape).encode(context, age, step * shape.stepMillis(), rows, age * size);
      }
    }

    void requireSame(Seen other) {
      assertThat(window).isEqualTo(other.window);
      assertThat(measured).isEqualTo(other.measured);
      assertThat(regressors).containsExactly(other.regressors, within(1e-4f));
      assertThat(rows).containsExactly(other.rows, within(1e-4f));
    }
  }

  private static double[] row(double value) {
    return new double[] {value, value};
  }

  private static float[] values(HistoryStretch stretch) {
    float[] values = new float[stretch.length()];
    for (int at = 0; at < values.length; at++) {
      values[at] = stretch.value(at, 0);
    }
    return values;
  }

  private static HistoryStretch stretch(GapFill fill, Segment... segments) {
    List<HistoryStretch> stretches = history(fill, segments).stretches();
    assertThat(stretches).hasSize(1);
    return stretches.get(0);
  }

  private static SeriesHistory history(GapFill fill, Segment... segments) {
    return history(SHAPE, fill, segments);
  }

  private static SeriesHistory history(ModelShape shape, GapFill fill, Segment... segments) {
    SeriesHistory history = new SeriesHistory(shape, Histories.grid(fill, 3), "a");
    for (Segment segment : segments) {
      history.offer(segment);
    }
    history.replayUntil(Long.MAX_VALUE, (stretch, from) -> {});
    return history;
  }
}
