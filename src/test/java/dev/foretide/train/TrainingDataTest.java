package dev.foretide.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.SeriesForecaster;
import dev.foretide.forecast.SeriesState;
import dev.foretide.model.Evaluation;
import dev.foretide.model.LinearInputs;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.model.NetworkInputs;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Reading;
import dev.foretide.series.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingDataTest {
  private static final ModelShape SHAPE = Models.shape(6, 3, Evaluation.STATEFUL);
  private static final float NAN = Float.NaN;

  @Test
  void shouldLabelWithLaterValuesInUnitsOfScaleAtOrigin() {
    float[] values = Models.random(40, 1, 10);

    TrainingData data = data(GapFill.HOLD, Histories.segments("a", 100, values));

    Run run = data.runs().get(0);
    // Values come back from labels with the unit that lead 1 implies; leads share that unit.
    for (int at = 8; at < 37; at++) {
      float unit = (values[at + 1] - values[at]) / run.labels()[at * 3];
      assertThat(unit).isPositive();
      for (int h = 0; h < 3; h++) {
        float expected = (values[at + 1 + h] - values[at]) / unit;
        assertThat(run.labels()[at * 3 + h]).isCloseTo(expected, within(1e-3f));
      }
    }
    assertThat(run.labels()[39 * 3]).as("behind the end").isNaN();
    assertThat(run.labels()[37 * 3 + 1]).isNotNaN();
    assertThat(run.labels()[37 * 3 + 2]).isNaN();
  }

  /** Everything that training is given is the same whatever the holdout holds. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldTrainOnNothingThatIsKnownOnlyInHoldout(long seed) {
    float[] values = Models.random(200, seed, 10);
    TrainingData truth = data(GapFill.HOLD, Histories.segments("a", 0, values));
    int boundary = (int) truth.boundary();
    float[] changed = values.clone();
    for (int i = boundary; i < changed.length; i++) {
      changed[i] = 1e6f * i;
    }

    TrainingData other = data(GapFill.HOLD, Histories.segments("a", 0, changed));

    assertThat(boundary).isEqualTo(160);
    assertThat(new HeadTraining(other, SHAPE).solve().weights())
        .isEqualTo(new HeadTraining(truth, SHAPE).solve().weights());
    assertThat(new HeadTraining(other, SHAPE).onlineResiduals())
        .usingRecursiveFieldByFieldElementComparator()
        .hasSize(1)
        .allSatisfy(
            left ->
                assertThat(Arrays.toString(left))
                    .isEqualTo(
                        Arrays.toString(new HeadTraining(truth, SHAPE).onlineResiduals().get(0))));
    assertThat(Arrays.toString(Residuals.ofLabels(other, 3).get(0)))
        .isEqualTo(Arrays.toString(Residuals.ofLabels(truth, 3).get(0)));
  }

  @Test
  void shouldSplitRunsAtGapsThatAreNotFilled() {
    List<Segment> history =
        List.of(
            new Segment("a", 0, 1, Models.random(10, 1, 1)),
            new Segment("a", 13, 1, Models.random(10, 2, 1)), // three missing: filled
            new Segment("a", 27, 1, Models.random(10, 3, 1))); // four missing

    TrainingData data = data(GapFill.HOLD, history);

    assertThat(data.runs()).extracting(Run::firstStep).containsExactly(0L, 27L);
    assertThat(data.runs()).extracting(Run::length).containsExactly(23, 10);
    assertThat(data.runs().get(0).usable()[11]).as("filled").isFalse();
    assertThat(data.runs().get(0).labels()[9 * 3]).as("label in the gap").isNaN();
    assertThat(data.runs().get(0).labels()[10 * 3 + 2]).as("label behind the gap").isNotNaN();
  }

  @Test
  void shouldSplitRunsAtEveryGapWhenNoneIsFilled() {
    List<Segment> history =
        List.of(
            new Segment("a", 0, 1, Models.random(10, 1, 1)),
            new Segment("a", 11, 1, Models.random(10, 2, 1)));

    TrainingData data = data(GapFill.NONE, history);

    assertThat(data.runs()).extracting(Run::firstStep).containsExactly(0L, 11L);
  }

  @Test
  void shouldBearRunThatBeginsWithGap() {
    float[] values = Models.random(30, 1, 1);
    Arrays.fill(values, 0, 3, NAN);

    Run run = data(GapFill.LINEAR, List.of(new Segment("a", 0, 1, values))).runs().get(0);

    assertThat(run.usable()[2]).isFalse();
    assertThat(run.usable()[20]).isTrue();
    for (float row : run.networkRows()) {
      assertThat(row).isFinite();
    }
  }

  @Test
  void shouldTakeOverlapOfSegmentsOnce() {
    float[] values = Models.random(30, 1, 1);
    List<Segment> history =
        new ArrayList<>(
            List.of(
                new Segment("a", 0, 1, Arrays.copyOf(values, 20)),
                new Segment("a", 10, 1, Arrays.copyOfRange(values, 10, 30))));
    Collections.reverse(history);

    TrainingData data = data(GapFill.HOLD, history);

    assertThat(data.runs()).hasSize(1);
    assertThat(Arrays.toString(data.runs().get(0).labels()))
        .isEqualTo(
            Arrays.toString(
                data(GapFill.HOLD, List.of(new Segment("a", 0, 1, values)))
                    .runs()
                    .get(0)
                    .labels()));
  }

  @Test
  void shouldHoldOutNewestShareOfAllSeriesAtOneTime() {
    List<Segment> history = new ArrayList<>();
    history.addAll(Histories.segments("a", 0, Models.random(100, 1, 1)));
    history.addAll(Histories.segments("b", 50, Models.random(100, 2, 1)));

    TrainingData data = data(GapFill.HOLD, history);

    long held =
        data.runs().stream()
            .mapToLong(
                run -> run.firstStep() + run.length() - Math.max(run.firstStep(), data.boundary()))
            .filter(steps -> steps > 0)
            .sum();
    assertThat(held).isBetween(38L, 41L);
  }

  @Test
  void shouldMakeNoRunOfSingleStep() {
    assertThat(data(GapFill.HOLD, List.of(new Segment("a", 0, 1, new float[] {1}))).runs())
        .isEmpty();
  }

  /** What was learnt from and what is applied must not differ. */
  @ParameterizedTest
  @EnumSource(
      value = GapFill.class,
      names = {"HOLD", "LINEAR"})
  void shouldEncodeWhatLivePathEncodes(GapFill fill) {
    ModelShape shape = Models.richShape(6, 3, 9, Evaluation.WINDOWED);
    Grid grid = Histories.grid(fill, 3);
    SeriesForecaster live =
        new SeriesForecaster(new ForecastSettings(grid, shape, List.of(0.8), List.of(1)));
    SeriesState state =
        new SeriesState(new ForecastSettings(grid, shape, List.of(0.8), List.of(1)));
    Random random = new Random(2);
    List<float[]> seen = new ArrayList<>();
    List<float[]> regressors = new ArrayList<>();
    float[] values = new float[60 * 2];
    for (int i = 0; i < 60; i++) {
      boolean gap = i > 2 && i % 11 < 2;
      values[2 * i] = gap ? NAN : (float) random.nextGaussian();
      values[2 * i + 1] = gap ? NAN : (float) random.nextGaussian();
      if (gap) {
        seen.add(new float[0]);
        regressors.add(new float[0]);
        continue;
      }
      double[] features = {values[2 * i], values[2 * i + 1]};
      live.answer(state, new Reading("a", i * 60_000L, features), "g", null);
      float[] x = new float[LinearInputs.size(shape)];
      new LinearInputs(shape).encode(state.window(), state.scale(), i * 60_000L, x);
      regressors.add(x);
      seen.add(window(shape, state, i));
    }

    Run run =
        new TrainingData(shape, grid, List.of(new Segment("a", 0, 2, values)), 0.2).runs().get(0);

    for (int i = 5; i < 60; i++) {
      if (seen.get(i).length > 0) {
        int n = LinearInputs.size(shape);
        assertThat(Arrays.copyOfRange(run.regressors(), i * n, (i + 1) * n))
            .as("regressors of step %d", i)
            .containsExactly(regressors.get(i), within(1e-5f));
        int m = seen.get(i).length;
        assertThat(Arrays.copyOfRange(run.networkRows(), i * m, (i + 1) * m))
            .as("network rows of step %d", i)
            .containsExactly(seen.get(i), within(1e-5f));
      }
    }
  }

  private static float[] window(ModelShape shape, SeriesState state, int step) {
    int size = NetworkInputs.size(shape);
    float[] rows = new float[shape.window() * size];
    for (int age = 0; age < Math.min(shape.window(), state.window().size()); age++) {
      int offset = (shape.window() - 1 - age) * size;
      new NetworkInputs(shape)
          .encode(state.window(), state.scale(), age, step * 60_000L, rows, offset);
    }
    return rows;
  }

  /** An idle machine that starts: its label must not outweigh everything else. */
  @Test
  void shouldBoundLabelsOfJumpOutOfFlatStretch() {
    float[] values = new float[40];
    Arrays.fill(values, 20, 40, 1_000);

    Run run = data(GapFill.HOLD, Histories.segments("a", 0, values)).runs().get(0);

    for (float label : run.labels()) {
      if (!Float.isNaN(label)) {
        assertThat(Math.abs(label)).isLessThanOrEqualTo(100);
      }
    }
  }

  private static TrainingData data(GapFill fill, List<Segment> history) {
    return new TrainingData(SHAPE, Histories.grid(fill, 3), history, 0.2);
  }
}
