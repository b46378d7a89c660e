package dev.foretide.model;

import dev.foretide.linalg.Kernels;
import java.util.Arrays;

/**
 * Linear map from {@link LinearInputs} to all leads: {@code y = W [x, 1]}, the difference to the
 * last value in units of the series' scale.
 *
 * <p>Immutable; shared between threads.
 */
public final class LinearHead {
  private final int inputs;
  private final int horizon;
  private final float[] weights;

  /**
   * @param weights {@code [horizon, inputs + 1]} row-major, the intercept last; copied
   */
  public LinearHead(int inputs, int horizon, float[] weights) {
    if (weights.length != horizon * (inputs + 1)) {
      throw new IllegalArgumentException(
          "linear head: %d weights, expected %d x (%d + 1)"
              .formatted(weights.length, horizon, inputs));
    }
    this.inputs = inputs;
    this.horizon = horizon;
    this.weights = weights.clone();
  }

  public int inputs() {
    return inputs;
  }

  public int horizon() {
    return horizon;
  }

  /** {@code [horizon, inputs + 1]}, a copy. */
  public float[] weights() {
    return Arrays.copyOf(weights, weights.length);
  }

  /**
   * Forecasts all leads.
   *
   * @param regressors {@code [inputs]}, read only
   * @param forecast {@code [horizon]}, written: differences to the last value
   */
  public void predict(float[] regressors, float[] forecast) {
    for (int h = 0; h < horizon; h++) {
      int row = h * (inputs + 1);
      forecast[h] = Kernels.dot(weights, row, regressors, 0, inputs) + weights[row + inputs];
    }
  }
}
