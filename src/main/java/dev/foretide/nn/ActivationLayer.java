package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An {@link Activation} in training: {@code y = f(x)}, {@code dX += f'(x) dY}. No parameters. */
final class ActivationLayer implements Layer {
  private final Activation activation;
  private final int size;
  private float[] y = new float[0];

  ActivationLayer(Activation activation, int size) {
    this.activation = activation;
    this.size = size;
  }

  @Override
  public float[] forward(float[] x, Extent extent, boolean training) {
    int n = extent.rows() * size;
    if (y.length < n) {
      y = new float[n];
    }
    System.arraycopy(x, 0, y, 0, n);
    activation.forward(y, extent.rows(), size);
    return y;
  }

  @Override
  public void backward(float[] x, float[] dY, float @Nullable [] dX, Extent extent) {
    if (dX != null) {
      activation.backward(y, dY, extent.rows(), size);
      Kernels.add(dY, dX, extent.rows() * size);
    }
  }

  @Override
  public List<float[]> gradients() {
    return List.of();
  }
}
