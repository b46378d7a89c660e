package dev.foretide.model;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import dev.foretide.linalg.PackedMatrix;

/**
 * Linear map from some of the {@link Regressors} to all leads: {@code y = W [x, 1]}, the difference
 * to the last value in units of the series' scale.
 *
 * <p>Immutable; shared between threads.
 */
public final class LinearHead {
  private final Regressors.Columns columns;
  private final int horizon;
  private final float[] weights;
  private final Matrix intercept;
  private final PackedMatrix lags;
  private final PackedMatrix rest;

  /**
   * @param columns which regressors
   * @param weights {@code [horizon, columns + 1]} row-major, the intercept last; copied
   * @throws IllegalArgumentException if their number is another
   */
  public LinearHead(Regressors.Columns columns, int horizon, float[] weights) {
    int width = columns.count() + 1;
    if (weights.length != horizon * width) {
      throw new IllegalArgumentException(
          "linear head: %d weights, expected %d x (%d + 1)"
              .formatted(weights.length, horizon, width - 1));
    }
    this.columns = columns;
    this.horizon = horizon;
    this.weights = weights.clone();
    Kernels kernels = Kernels.best();
    Matrix all = Matrix.of(this.weights, horizon, width).transposed();
    this.lags = kernels.pack(all.rows(0, columns.lags()));
    this.rest = kernels.pack(all.rows(columns.lags(), columns.count() - columns.lags()));
    this.intercept = kernels.zeros(1, horizon);
    for (int h = 0; h < horizon; h++) {
      intercept.data()[h] = weights[(h + 1) * width - 1];
    }
  }

  public Regressors.Columns columns() {
    return columns;
  }

  public int horizon() {
    return horizon;
  }

  /** {@code [horizon, columns + 1]}, a copy. */
  public float[] weights() {
    return weights.clone();
  }

  /**
   * Forecasts all leads from the origin encoded last.
   *
   * @param forecast {@code [horizon]}, written: differences to the last value
   */
  public void predict(Regressors regressors, float[] forecast) {
    Kernels kernels = Kernels.best();
    Matrix sum = regressors.forecast();
    kernels.product(intercept, regressors.row(0, columns.lags()), lags, sum);
    int others = columns.to() - columns.from();
    if (others > 0) {
      kernels.product(sum, regressors.row(columns.from(), others), rest, sum);
    }
    System.arraycopy(sum.data(), 0, forecast, 0, horizon);
  }

  /** Forecasts the first lead alone from the origin encoded last: difference to the last value. */
  public float predictNext(Regressors regressors) {
    int lags = columns.lags();
    int others = columns.to() - columns.from();
    float[] x = regressors.values();
    return weights[lags + others]
        + Kernels.dot(x, 0, weights, 0, lags)
        + Kernels.dot(x, columns.from(), weights, lags, others);
  }
}
