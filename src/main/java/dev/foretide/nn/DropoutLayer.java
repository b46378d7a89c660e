package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Inverted dropout (Srivastava et al., 2014): in training each value is dropped with probability
 * {@code rate} and otherwise divided by {@code 1 - rate}, so that its expectation stays and nothing
 * needs to be done in use.
 *
 * <pre>  forward   y = mask x        mask = 0 or 1 / (1 - rate), drawn anew for every value
 *  backward  dX += mask dY</pre>
 */
final class DropoutLayer implements Layer {
  private final float rate;
  private final int size;
  private final SplittableRandom random;
  private float[] mask = new float[0];
  private float[] y = new float[0];

  DropoutLayer(float rate, int size, SplittableRandom random) {
    this.rate = rate;
    this.size = size;
    this.random = random;
  }

  @Override
  public float[] forward(float[] x, Extent extent, boolean training) {
    int n = extent.rows() * size;
    if (mask.length < n) {
      mask = new float[n];
      y = new float[n];
    }
    if (training) {
      // 24 random bits against the rate in the same unit: as fine as a float's mantissa.
      int threshold = Math.round(rate * (1 << 24));
      float kept = 1 / (1 - rate);
      for (int j = 0; j < n; j++) {
        mask[j] = (random.nextInt() >>> 8) < threshold ? 0 : kept;
      }
    } else {
      Arrays.fill(mask, 0, n, 1);
    }
    Kernels.multiply(x, mask, y, n);
    return y;
  }

  @Override
  public void backward(float[] x, float[] dY, float @Nullable [] dX, Extent extent) {
    if (dX != null) {
      int n = extent.rows() * size;
      Kernels.multiply(dY, mask, dY, n);
      Kernels.add(dY, dX, n);
    }
  }

  @Override
  public List<float[]> gradients() {
    return List.of();
  }
}
