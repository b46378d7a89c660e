package dev.foretide.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer in training: forward over a batch of sequences, keeping what backward needs, and
 * backward through all of it. Activations are time-major, {@code [steps, batch, size]}, so that one
 * step of all sequences is one contiguous matrix. One owner thread.
 */
sealed interface Layer permits LstmLayer, DenseLayer, DropoutLayer, ActivationLayer {

  /** Steps and sequences of a batch. */
  record Extent(int steps, int batch) {
    int rows() {
      return steps * batch;
    }
  }

  /**
   * Computes the output.
   *
   * @param x {@code [steps, batch, inputSize]}, not modified
   * @param training whether dropout drops
   * @return {@code [steps, batch, outputSize]}, the layer's own array, valid until the next call;
   *     it may be longer
   */
  float[] forward(float[] x, Extent extent, boolean training);

  /**
   * Adds to the gradients of the parameters and of the input. Uses the weights and activations of
   * the last {@link #forward}.
   *
   * @param x as given to forward
   * @param dY {@code [steps, batch, outputSize]}, overwritten
   * @param dX {@code [steps, batch, inputSize]}, accumulated, zeroed by the caller; null if nobody
   *     needs it
   */
  void backward(float[] x, float[] dY, float @Nullable [] dX, Extent extent);

  /** Gradients of the parameters, in the order of the parameters; zeroed by the caller. */
  List<float[]> gradients();
}
