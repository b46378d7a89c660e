package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Inverted dropout (Srivastava et al., 2014): in training each value is dropped with probability
 * {@code rate} and otherwise divided by {@code 1 - rate}, so that its expectation stays and nothing
 * needs to be done in use.
 *
 * <pre>  forward   y = mask x        mask = 0 or 1 / (1 - rate), drawn anew for every value
 *  backward  dX = mask dY</pre>
 */
final class DropoutLayer implements Layer {
  private final float rate;
  private final Matrix mask;
  private final Matrix y;

  DropoutLayer(Kernels kernels, float rate, int size, Extent extent) {
    this.rate = rate;
    this.mask = kernels.zeros(extent.rows(), size);
    this.y = kernels.zeros(extent.rows(), size);
  }

  @Override
  public Matrix forward(Matrix x, @Nullable SplittableRandom dropout) {
    if (dropout == null) {
      return x;
    }
    // 24 random bits against the rate in the same unit: as fine as a float's mantissa.
    int threshold = Math.round(rate * (1 << 24));
    float kept = 1 / (1 - rate);
    for (int r = 0; r < mask.rows(); r++) {
      int from = mask.index(r, 0);
      for (int j = from; j < from + mask.columns(); j++) {
        mask.data()[j] = (dropout.nextInt() >>> 8) < threshold ? 0 : kept;
      }
    }
    multiply(x, y);
    return y;
  }

  @Override
  public @Nullable Matrix backward(Matrix x, Matrix dY, boolean wanted) {
    if (!wanted) {
      return null;
    }
    multiply(dY, dY);
    return dY;
  }

  private void multiply(Matrix from, Matrix to) {
    for (int r = 0; r < mask.rows(); r++) {
      int at = from.index(r, 0);
      int out = to.index(r, 0);
      int m = mask.index(r, 0);
      for (int j = 0; j < mask.columns(); j++) {
        to.data()[out + j] = from.data()[at + j] * mask.data()[m + j];
      }
    }
  }
}
