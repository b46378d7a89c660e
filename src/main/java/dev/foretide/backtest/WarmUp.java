package dev.foretide.backtest;

import dev.foretide.score.ErrorMetrics;

/**
 * What the readings before the scored ones say of a series: the units of its errors.
 *
 * @param deviation standard deviation; NaN when there are none, or they are all the same
 * @param seasonalMae in-sample mean absolute error of seasonal naive
 */
record WarmUp(double deviation, double seasonalMae) {
  private static final double FLAT = 1e-9;

  /**
   * @param values of the warm-up, oldest first
   * @param season in steps, 0 for none
   */
  static WarmUp of(float[] values, int season) {
    double mean = 0;
    for (float value : values) {
      mean += (double) value / values.length;
    }
    double variance = 0;
    for (float value : values) {
      variance += (value - mean) * (value - mean) / values.length;
    }
    double deviation = Math.sqrt(variance);
    boolean flat = !(deviation > FLAT * Math.max(1, Math.abs(mean)));
    return new WarmUp(
        flat ? Double.NaN : deviation, ErrorMetrics.inSampleMae(values, Math.max(1, season)));
  }
}
