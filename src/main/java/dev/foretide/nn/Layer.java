package dev.foretide.nn;

import dev.foretide.linalg.Matrix;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One layer at work on some sequences for some steps: forward, keeping what backward needs, and
 * backward through all of it. Matrices are time-major, {@code [steps * sequences, size]}, so that
 * one step of all sequences is a contiguous stretch of rows. One owner thread.
 */
sealed interface Layer permits LstmLayer, DenseLayer, DropoutLayer, ActivationLayer {

  /** How much a layer sees at once. */
  record Extent(int steps, int sequences) {
    int rows() {
      return steps * sequences;
    }
  }

  /**
   * Computes the output.
   *
   * @param x {@code [rows, inputSize]}, not modified
   * @param dropout where dropout draws from; null to drop nothing
   * @return {@code [rows, outputSize]}, the layer's own, valid until the next call; dropout that
   *     drops nothing returns x
   */
  Matrix forward(Matrix x, @Nullable SplittableRandom dropout);

  /**
   * Adds to the gradients of the parameters, with the activations of the last {@link #forward}.
   *
   * @param x as given to forward
   * @param dY {@code [rows, outputSize]}, overwritten
   * @return {@code [rows, inputSize]}, the gradient of the input, valid until the next call; null
   *     if {@code wanted} is false
   */
  @Nullable Matrix backward(Matrix x, Matrix dY, boolean wanted);
}
