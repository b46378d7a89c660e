package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** An {@link Activation} as a layer: {@code y = f(x)}, {@code dX = f'(x) dY}. No parameters. */
final class ActivationLayer implements Layer {
  private final Kernels kernels;
  private final Activation activation;
  private final Matrix y;

  ActivationLayer(Kernels kernels, Activation activation, int size, Extent extent) {
    this.kernels = kernels;
    this.activation = activation;
    this.y = kernels.zeros(extent.rows(), size);
  }

  @Override
  public Matrix forward(Matrix x, @Nullable SplittableRandom dropout) {
    for (int r = 0; r < y.rows(); r++) {
      System.arraycopy(x.data(), x.index(r, 0), y.data(), y.index(r, 0), y.columns());
    }
    activation.forward(kernels, y);
    return y;
  }

  @Override
  public @Nullable Matrix backward(Matrix x, Matrix dY, boolean wanted) {
    if (!wanted) {
      return null;
    }
    activation.backward(y, dY);
    return dY;
  }
}
