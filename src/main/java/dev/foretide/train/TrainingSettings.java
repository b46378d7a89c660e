package dev.foretide.train;

import dev.foretide.model.ModelShape;
import dev.foretide.nn.Loss;
import dev.foretide.series.Grid;
import dev.foretide.train.gate.GateSettings;
import java.time.Duration;

/**
 * What a training needs to know.
 *
 * @param shape shape of the models
 * @param grid the regular grid: how gaps in the history are filled
 * @param layers layers of the network, such as {@code lstm:64,lstm:32,dense}, or {@link
 *     #NO_NETWORK}
 * @param loss loss of the network
 * @param epochs passes over the history, or 0 for as many as suit its length
 * @param patience epochs without a better loss on the newest tenth of what is trained on, after
 *     which the training stops with the best weights; 0 for none
 * @param batchSize sequences per update
 * @param learningRate of Adam, at its highest
 * @param seed of initialisation, shuffling and dropout
 * @param minSteps steps of history that a group needs before its first training
 * @param budget wall clock that one training may take
 * @param gate what a challenger must show
 * @param growth share of the history that must be new before everything is trained anew
 */
public record TrainingSettings(
    ModelShape shape,
    Grid grid,
    String layers,
    Loss loss,
    int epochs,
    int patience,
    int batchSize,
    double learningRate,
    long seed,
    int minSteps,
    Duration budget,
    GateSettings gate,
    double growth) {

  /** Stands for the linear heads alone. */
  public static final String NO_NETWORK = "none";

  public TrainingSettings {
    require(
        shape.linear() || !layers.equals(NO_NETWORK),
        "model.layers is none, must name a network where model.linear is false");
    require(epochs >= 0, "train.epochs is " + epochs + ", must not be negative");
    require(patience >= 0, "train.patience is " + patience + ", must not be negative");
    require(batchSize >= 1, "train.batch.size is " + batchSize + ", must be at least 1");
    require(
        learningRate > 0 && learningRate <= 1,
        "train.learning.rate is " + learningRate + ", must be above 0 and at most 1");
    require(minSteps >= 1, "train.min.steps is " + minSteps + ", must be at least 1");
    require(growth >= 0, "train.growth is " + growth + ", must not be negative");
    require(
        !budget.isNegative() && !budget.isZero(),
        "train.budget is " + budget + ", must be positive");
  }

  /** Whether there is a network. */
  public boolean hasNetwork() {
    return !layers.equals(NO_NETWORK);
  }

  /** The same settings for models of another step. */
  public TrainingSettings withStep(long millis) {
    return new TrainingSettings(
        shape.withStep(millis),
        grid.withStep(Duration.ofMillis(millis)),
        layers,
        loss,
        epochs,
        patience,
        batchSize,
        learningRate,
        seed,
        minSteps,
        budget,
        gate,
        growth);
  }

  public static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
