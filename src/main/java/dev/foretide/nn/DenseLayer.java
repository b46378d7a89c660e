package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import dev.foretide.linalg.PackedMatrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dense layer in training, every step on its own:
 *
 * <pre>  forward    y  = x W^T + b          x [N, I], W [O, I], b [O], y [N, O], N = steps * batch
 *  backward   dW += dY^T x    db += sum over rows of dY    dX += dY W</pre>
 */
final class DenseLayer implements Layer {
  private final Matrix weight;
  private final float[] bias;
  private final float[] dWeight;
  private final float[] dBias;
  private float[] y = new float[0];

  DenseLayer(Tensor weight, Tensor bias) {
    this.weight = Matrix.of(weight.data(), weight.shape()[0], weight.shape()[1]);
    this.bias = bias.data();
    this.dWeight = new float[weight.data().length];
    this.dBias = new float[bias.data().length];
  }

  @Override
  public float[] forward(float[] x, Extent extent, boolean training) {
    int n = extent.rows();
    int outputs = weight.rows();
    if (y.length < n * outputs) {
      y = new float[n * outputs];
    }
    for (int r = 0; r < n; r++) {
      System.arraycopy(bias, 0, y, r * outputs, outputs);
    }
    Kernels.addProduct(
        Matrix.of(x, n, weight.columns()),
        PackedMatrix.ofTransposed(weight),
        Matrix.of(y, n, outputs));
    return y;
  }

  @Override
  public void backward(float[] x, float[] dY, float @Nullable [] dX, Extent extent) {
    int n = extent.rows();
    int inputs = weight.columns();
    Matrix dOut = Matrix.of(dY, n, weight.rows());
    PackedMatrix transposed = new PackedMatrix(inputs, weight.rows());
    Kernels.addTransposedProduct(Matrix.of(x, n, inputs), dOut, transposed);
    transposed.addTransposedTo(Matrix.of(dWeight, weight.rows(), inputs));
    Kernels.addColumnSums(dOut, dBias);
    if (dX != null) {
      Kernels.addProduct(dOut, PackedMatrix.of(weight), Matrix.of(dX, n, inputs));
    }
  }

  @Override
  public List<float[]> gradients() {
    return List.of(dWeight, dBias);
  }
}
