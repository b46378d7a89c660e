package dev.foretide.forecast;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.series.Aggregate;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Reading;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One series on a grid of one second, step by step. */
final class Scenario {
  static final String SERIES = "pump-7";
  static final String GROUP = "default";

  final ForecastSettings settings;
  final SeriesForecaster forecaster;
  SeriesState state;
  @Nullable Model model;

  Scenario(ForecastSettings settings) {
    this.settings = settings;
    this.forecaster = new SeriesForecaster(settings);
    this.state = new SeriesState(settings);
  }

  static Scenario of(int window, int horizon, GapFill fill, int gapMax) {
    return new Scenario(
        settings(Models.shape(window, horizon, Evaluation.STATEFUL), fill, gapMax, 0));
  }

  static ForecastSettings settings(ModelShape shape, GapFill fill, int gapMax, int graceSteps) {
    Grid grid =
        new Grid(
            Duration.ofMillis(shape.stepMillis()),
            Aggregate.MEAN,
            Duration.ofMillis(graceSteps * shape.stepMillis()),
            fill,
            gapMax);
    List<Integer> leads =
        shape.horizon() == 1 ? List.of(1) : List.of(1, shape.horizon()); // first and last
    return new ForecastSettings(grid, shape, List.of(0.8, 0.95), leads);
  }

  /** A reading at the beginning of a step. */
  StepResult at(long step, double... features) {
    return atMillis(step * settings.grid().stepMillis(), features);
  }

  StepResult atMillis(long millis, double... features) {
    return forecaster.process(state, new Reading(SERIES, millis, features), GROUP, model);
  }

  StepResult close() {
    return forecaster.close(state, SERIES, GROUP, model);
  }

  /** The target's window, oldest first. */
  float[] window() {
    float[] values = new float[state.window.size()];
    for (int age = 0; age < values.length; age++) {
      values[values.length - 1 - age] = state.window.value(age, settings.shape().targetIndex());
    }
    return values;
  }
}
