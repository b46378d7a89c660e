package dev.foretide.score;

/**
 * Running error metrics of forecasts against actual values.
 *
 * <p>MAE and RMSE are in the unit of the values, MAPE and sMAPE are fractions. MAPE leaves out
 * actual values of zero, and is NaN when there is no other. Relative MAE divides by the MAE of
 * naive over the same targets (Hyndman and Koehler, "Another look at measures of forecast
 * accuracy", 2006). Owned by one thread.
 */
public final class ErrorMetrics {
  private long count;
  private double absolute;
  private double squared;
  private double naiveAbsolute;
  private long percentageCount;
  private double percentage;
  private double symmetricPercentage;

  /** Adds one forecast whose actual value is known. */
  public void add(double forecast, double naive, double actual) {
    double error = Math.abs(actual - forecast);
    count++;
    absolute += error;
    squared += error * error;
    naiveAbsolute += Math.abs(actual - naive);
    if (actual != 0) {
      percentageCount++;
      percentage += error / Math.abs(actual);
    }
    double size = Math.abs(actual) + Math.abs(forecast);
    symmetricPercentage += size == 0 ? 0 : 2 * error / size;
  }

  public long count() {
    return count;
  }

  public double mae() {
    return absolute / count;
  }

  public double mse() {
    return squared / count;
  }

  public double rmse() {
    return Math.sqrt(mse());
  }

  public double mape() {
    return percentage / percentageCount;
  }

  public double smape() {
    return symmetricPercentage / count;
  }

  public double naiveMae() {
    return naiveAbsolute / count;
  }

  /** MAE over the MAE of naive; below 1 is better than naive, 1 when both are without error. */
  public double relativeMae() {
    return naiveAbsolute == 0 && absolute == 0 ? 1 : absolute / naiveAbsolute;
  }
}
