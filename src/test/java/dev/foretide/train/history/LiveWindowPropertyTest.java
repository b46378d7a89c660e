package dev.foretide.train.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.Outcome;
import dev.foretide.forecast.SeriesForecaster;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.StepResult;
import dev.foretide.model.Evaluation;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.series.Aggregate;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Reading;
import dev.foretide.series.Segment;
import dev.foretide.series.SeriesContext;
import dev.foretide.series.WindowContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The live window of random series beside the replay of the history that it handed over. */
class LiveWindowPropertyTest {
  private static final int TRIALS = 400;
  private static final int STEP = 60_000;
  private static final int GAP_MAX = 3;
  private static final ModelShape SHAPE = Models.richShape(12, 3, 15, Evaluation.STATEFUL);
  private static final int TARGET = SHAPE.targetIndex();

  /** What random readings may be. */
  private record Kind(boolean late, boolean repeated) {}

  /** One series through the live path. */
  private static final class Live {
    private final SeriesForecaster forecaster;
    private final SeriesState state;
    private final List<Segment> segments = new ArrayList<>();
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

    Live(Grid grid) {
      ForecastSettings settings = new ForecastSettings(grid, SHAPE, List.of(0.8), List.of(1));
      this.forecaster = new SeriesForecaster(settings);
      this.state = new SeriesState(settings);
    }

    void read(long millis, double... features) {
      take(forecaster.process(state, new Reading("a", millis, features), "g", null));
    }

    void close() {
      take(forecaster.close(state, "a", "g", null));
    }

    private void take(StepResult result) {
      outcomes.merge(result.outcome(), 1, Integer::sum);
      if (result.closed() != null && result.closed().segment() != null) {
        segments.add(result.closed().segment());
      }
      if (result.segment() != null) {
        segments.add(result.segment());
      }
    }
  }

  private static Grid grid(GapFill fill) {
    return new Grid(
        Duration.ofMillis(STEP), Aggregate.MEAN, Duration.ofMillis(3 * STEP), fill, GAP_MAX);
  }

  private static void play(Live live, Random random, Kind kind) {
    long time = 1_000L * STEP;
    int count = 20 + random.nextInt(120);
    boolean dense = false;
    for (int i = 0; i < count; i++) {
      if (kind.repeated && random.nextInt(12) == 0) {
        dense = !dense;
      }
      int choice = random.nextInt(20);
      if (dense && choice > 5) {
        time += STEP / 4;
      } else {
        time +=
            choice < 3
                ? STEP * (2L + random.nextInt(GAP_MAX))
                : choice == 3 && random.nextInt(3) == 0 ? STEP * (5L + random.nextInt(9)) : STEP;
      }
      double[] features = features(random);
      live.read(time, features);
      if (kind.repeated && random.nextInt(10) == 0) {
        live.read(time, features);
      }
      if (kind.late && random.nextInt(4) == 0) {
        live.read(time - random.nextInt(4 * STEP), features(random));
      }
    }
  }

  private static double[] features(Random random) {
    double[] features = {10 * random.nextGaussian(), 5 + random.nextGaussian()};
    int missing = random.nextInt(12);
    if (missing < 4) {
      features[missing < 3 ? 1 - TARGET : TARGET] = Double.NaN;
    }
    return features;
  }

  /** What is known of a series at its newest step. */
  @SuppressWarnings("ArrayRecordComponent") // compared by fields
  private record Seen(float[][] values, boolean[][] measured, double[][] scale) {
    static Seen of(SeriesContext context, int steps) {
      int features = SHAPE.features().size();
      Seen seen =
          new Seen(
              new float[steps][features], new boolean[steps][features], new double[3][features]);
      for (int f = 0; f < features; f++) {
        for (int age = 0; age < steps; age++) {
          seen.values[age][f] = context.value(age, f);
          seen.measured[age][f] = context.measured(age, f);
        }
        seen.scale[0][f] = (float) context.level(f);
        seen.scale[1][f] = (float) context.spread(f);
        seen.scale[2][f] = (float) context.change(f);
      }
      return seen;
    }
  }

  /** Plays a series, hands all of it over, and compares; returns its outcomes. */
  private static Map<Outcome, Integer> compare(GapFill fill, long seed, Kind kind) {
    Live live = new Live(grid(fill));
    play(live, new Random(seed), kind);
    live.close();
    int size = live.state.window().size();
    if (size == 0) {
      return Map.of();
    }
    long newest = live.state.step();
    Seen expected = Seen.of(new WindowContext(live.state.window(), live.state.scale()), size);
    live.read((newest + 1_000) * STEP, 1, 1); // behind a gap that nothing fills
    live.close();

    SeriesHistory history = new SeriesHistory(SHAPE, grid(fill), "a");
    live.segments.forEach(history::offer);
    history.replayUntil(Long.MAX_VALUE, (stretch, from) -> {});

    HistoryStretch stretch = history.stretches().get(history.stretches().size() - 1);
    assertThat(stretch.endStep()).as("end, seed %s", seed).isEqualTo(newest + 1);
    assertThat(stretch.length()).as("length, seed %s", seed).isGreaterThanOrEqualTo(size);
    Seen given = Seen.of(stretch.position().moveTo(stretch.length() - 1), size);
    assertThat(given.measured).as("measured, seed %s", seed).isDeepEqualTo(expected.measured);
    assertThat(given.values).as("values, seed %s", seed).isDeepEqualTo(expected.values);
    boolean isCorrected =
        live.outcomes.containsKey(Outcome.CORRECTED) || live.outcomes.containsKey(Outcome.MERGED);
    if (!isCorrected) {
      assertThat(given.scale).as("scale, seed %s", seed).isDeepEqualTo(expected.scale);
    }
    return live.outcomes;
  }

  @ParameterizedTest
  @EnumSource
  void shouldReplayWindowAndScaleOfSeriesInOrderBitForBit(GapFill fill) {
    for (long seed = 0; seed < TRIALS; seed++) {
      Map<Outcome, Integer> outcomes = compare(fill, seed, new Kind(false, false));

      assertThat(outcomes).doesNotContainKeys(Outcome.CORRECTED, Outcome.MERGED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldReplayWindowOfDenseSeriesWithLateAndRepeatedReadingsBitForBit(GapFill fill) {
    Map<Outcome, Integer> all = new EnumMap<>(Outcome.class);
    for (long seed = 0; seed < TRIALS; seed++) {
      compare(fill, seed, new Kind(true, true))
          .forEach((outcome, count) -> all.merge(outcome, count, Integer::sum));
    }

    assertThat(all)
        .containsKeys(
            Outcome.ACCEPTED,
            Outcome.CORRECTED,
            Outcome.MERGED,
            Outcome.DUPLICATE,
            Outcome.LATE,
            Outcome.PARTIAL);
  }

  /** A line over a gap whose middle is read late is two lines, live as in the history. */
  @Test
  void shouldDrawLinesToLateReadingInGap() {
    Live live = new Live(grid(GapFill.LINEAR));
    live.read(1_000L * STEP, 0, 0);
    live.read(1_004L * STEP, 8, 8);

    live.read(1_002L * STEP, 10, 10);

    for (int f = 0; f < 2; f++) {
      assertThat(live.state.window().value(1, f)).isEqualTo(9);
      assertThat(live.state.window().value(2, f)).isEqualTo(10);
      assertThat(live.state.window().value(3, f)).isEqualTo(5);
    }
  }
}
