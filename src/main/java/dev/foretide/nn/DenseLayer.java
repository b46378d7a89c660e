package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Dense layer, every step on its own:
 *
 * <pre>  forward    y  = x W^T + b          x [N, I], W [O, I], b [O], y [N, O]
 *  backward   dW += dY^T x    db += sum over rows of dY    dX = dY W</pre>
 */
final class DenseLayer implements Layer {
  private final DenseWeights weights;
  private final Kernels kernels;
  private final Matrix bias;
  private final Matrix y;
  private final @Nullable Gradients gradients;

  /** What backward writes to. */
  @SuppressWarnings("ArrayRecordComponent") // shared on purpose
  private record Gradients(Matrix weight, float[] bias, Matrix dX, Matrix noInput) {}

  /**
   * A layer for a fixed number of rows.
   *
   * @param sums where gradients are added, as {@link DenseWeights#newGradients} makes them; null if
   *     there is no backward
   */
  DenseLayer(DenseWeights weights, Extent extent, @Nullable List<float[]> sums) {
    this.weights = weights;
    this.kernels = weights.kernels;
    int rows = extent.rows();
    this.bias = Matrix.repeatedRow(weights.bias, rows, weights.outputs);
    this.y = kernels.zeros(rows, weights.outputs);
    this.gradients = sums == null ? null : gradients(sums, rows);
  }

  private Gradients gradients(List<float[]> sums, int rows) {
    int stride = kernels.stride(weights.outputs);
    float[] zeros = new float[kernels.stride(weights.inputs)];
    return new Gradients(
        Matrix.of(sums.get(0), 0, weights.inputs, weights.outputs, stride),
        sums.get(1),
        kernels.zeros(rows, weights.inputs),
        Matrix.repeatedRow(zeros, rows, weights.inputs));
  }

  @Override
  public Matrix forward(Matrix x, @Nullable SplittableRandom dropout) {
    kernels.product(bias, x, weights.weight, y);
    return y;
  }

  @Override
  public @Nullable Matrix backward(Matrix x, Matrix dY, boolean wanted) {
    Gradients sums = Objects.requireNonNull(gradients, "made without gradients");
    kernels.addTransposedProduct(x, dY, sums.weight);
    Kernels.addColumnSums(dY, sums.bias);
    if (!wanted) {
      return null;
    }
    kernels.product(
        sums.noInput, dY, Objects.requireNonNull(weights.weightBack, "made for training"), sums.dX);
    return sums.dX;
  }
}
