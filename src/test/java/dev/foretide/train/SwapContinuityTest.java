package dev.foretide.train;

import static dev.foretide.nn.Workers.SERIAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.SeriesForecaster;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.StepResult;
import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.series.Forecast;
import dev.foretide.series.GapFill;
import dev.foretide.series.Reading;
import dev.foretide.series.Segment;
import dev.foretide.train.history.GroupLearner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How far the forecasts of a smooth series jump when the network is swapped under it. */
class SwapContinuityTest {
  private static final int HORIZON = 4;
  private static final int SWAP = 900;
  private static final double AMPLITUDE = 10;
  private static final ModelShape SHAPE = Models.shape(24, HORIZON, Evaluation.STATEFUL);
  private static final TrainingSettings SETTINGS = Histories.settings(SHAPE, "lstm:8,dense", 4);

  private static float value(int step) {
    return (float) (50 + AMPLITUDE * Math.sin(2 * Math.PI * step / 40));
  }

  private static Model trained(int steps, int version) {
    float[] values = new float[steps];
    for (int i = 0; i < steps; i++) {
      values[i] = value(i) + (i * 31 % 17 - 8) / 40f;
    }
    List<Segment> history = Histories.segments("a", 0, values);
    TrainingJob job =
        new TrainingJob(
            "default",
            TrainingKind.FULL,
            version,
            history,
            TrainingJob.NO_REGIME,
            null,
            new GroupLearner(SHAPE, SETTINGS.grid()));
    TrainingReport report = new ModelTraining(SETTINGS, job, SERIAL, () -> false).call();
    return Objects.requireNonNull(report.challenger(), report.reason());
  }

  /** Forecasts of the steps around the swap. */
  private static List<float[]> forecasts(Model before, Model after) {
    ForecastSettings settings =
        new ForecastSettings(
            Histories.grid(GapFill.HOLD, 3), SHAPE, List.of(0.8), List.of(1, HORIZON));
    SeriesForecaster forecaster = new SeriesForecaster(settings);
    SeriesState state = new SeriesState(settings);
    List<float[]> forecasts = new ArrayList<>();
    for (int step = 700; step < SWAP + 40; step++) {
      Reading reading = new Reading("a", step * 60_000L, new double[] {value(step)});
      StepResult answer =
          forecaster.process(state, reading, "default", step < SWAP ? before : after);
      Forecast forecast = answer.forecast();
      if (step >= SWAP - 1 && forecast != null) {
        forecasts.add(forecast.mean());
      }
    }
    return forecasts;
  }

  private static double largestDifference(List<float[]> some, List<float[]> others) {
    double largest = 0;
    for (int i = 0; i < some.size(); i++) {
      for (int h = 0; h < HORIZON; h++) {
        largest = Math.max(largest, Math.abs(some.get(i)[h] - others.get(i)[h]));
      }
    }
    return largest;
  }

  /** The state before had seen everything, the one after one window: that is all there is. */
  @Test
  void shouldGoOnAsIfNothingHappenedWhereTheWeightsAreTheSame() {
    Model model = trained(600, 1);
    Model again = model.withVersion(2, 2, model.provenance());

    double jump = largestDifference(forecasts(model, model), forecasts(model, again));

    assertThat(jump).isLessThan(0.002 * AMPLITUDE);
  }

  @Test
  void shouldJumpNoFartherThanTheModelsDiffer() {
    Model model = trained(600, 1);
    Model other = trained(700, 2);

    double jump = largestDifference(forecasts(model, model), forecasts(model, other));

    assertThat(jump).isLessThan(0.03 * AMPLITUDE);
  }
}
