package dev.foretide.peers;

import dev.foretide.linalg.Kernels;
import dev.foretide.nn.Network;
import java.util.List;

/**
 * One way to train a network by mean squared error and Adam (learning rate 1e-3, betas 0.9 and
 * 0.999, epsilon 1e-8), on one thread unless it says otherwise.
 */
interface Training extends AutoCloseable {
  /** The learning rate of every implementation. */
  float LEARNING_RATE = 1e-3f;

  /** Computes the loss of a batch and the gradients of it alone. Returns the loss. */
  double backward(Batch batch);

  /** Moves the weights by the gradients of the last {@link #backward}. */
  void update();

  /** The gradients of the last {@link #backward}, in the order of {@link Network#parameters()}. */
  List<float[]> gradients();

  /** Outputs of the weights of this moment, {@code [count, outputSize]}. */
  float[] predict(Batch batch);

  @Override
  default void close() {}

  /**
   * An implementation by the name that benchmarks give it.
   *
   * @param threads of ours; a peer has one
   * @throws IllegalArgumentException if there is none of that name
   */
  static Training of(String name, Network start, int threads) {
    return switch (name) {
      case "foretide" -> new ForetideTraining(start, Kernels.best(), threads);
      case "foretideScalar" -> new ForetideTraining(start, Kernels.scalar(), threads);
      case "djl" -> new PyTorchTraining(start);
      default ->
          throw new IllegalArgumentException(
              "implementation '" + name + "': must be foretide, foretideScalar or djl");
    };
  }
}
