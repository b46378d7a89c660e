package dev.foretide.train.network;

import dev.foretide.model.ModelShape;
import dev.foretide.nn.Loss;
import dev.foretide.series.Grid;
import java.time.Duration;

/**
 * What the training of a network needs to know.
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
 */
public record NetworkSettings(
    ModelShape shape,
    Grid grid,
    String layers,
    Loss loss,
    int epochs,
    int patience,
    int batchSize,
    double learningRate,
    long seed) {

  /** Stands for the linear heads alone. */
  public static final String NO_NETWORK = "none";

  public NetworkSettings {
    require(
        shape.linear() || !layers.equals(NO_NETWORK),
        "model.layers is none, must name a network where model.linear is false");
    require(epochs >= 0, "train.epochs is " + epochs + ", must not be negative");
    require(patience >= 0, "train.patience is " + patience + ", must not be negative");
    require(batchSize >= 1, "train.batch.size is " + batchSize + ", must be at least 1");
    require(
        learningRate > 0 && learningRate <= 1,
        "train.learning.rate is " + learningRate + ", must be above 0 and at most 1");
  }

  /** Whether there is a network. */
  public boolean hasNetwork() {
    return !layers.equals(NO_NETWORK);
  }

  /** The same settings for models of another step. */
  public NetworkSettings withStep(long millis) {
    return new NetworkSettings(
        shape.withStep(millis),
        grid.withStep(Duration.ofMillis(millis)),
        layers,
        loss,
        epochs,
        patience,
        batchSize,
        learningRate,
        seed);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
