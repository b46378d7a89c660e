package dev.foretide.train;

import dev.foretide.model.ModelShape;
import dev.foretide.series.Grid;
import dev.foretide.train.gate.GateSettings;
import dev.foretide.train.network.NetworkSettings;
import java.time.Duration;

/**
 * What a training needs to know.
 *
 * @param network shape and grid of the models, and how their network is trained
 * @param minSteps steps of history that a group needs before its first training
 * @param budget wall clock that one training may take
 * @param gate what a challenger must show
 * @param growth share of the history that must be new before everything is trained anew
 */
public record TrainingSettings(
    NetworkSettings network, int minSteps, Duration budget, GateSettings gate, double growth) {

  public TrainingSettings {
    require(minSteps >= 1, "train.min.steps is " + minSteps + ", must be at least 1");
    require(growth >= 0, "train.growth is " + growth + ", must not be negative");
    require(
        !budget.isNegative() && !budget.isZero(),
        "train.budget is " + budget + ", must be positive");
  }

  /** Shape of the models. */
  public ModelShape shape() {
    return network.shape();
  }

  /** The regular grid: how gaps in the history are filled. */
  public Grid grid() {
    return network.grid();
  }

  /** The same settings for models of another step. */
  public TrainingSettings withStep(long millis) {
    return new TrainingSettings(network.withStep(millis), minSteps, budget, gate, growth);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
