package dev.foretide.score;

/**
 * Running error metrics of forecasts against actual values, also {@link #of} whole arrays. With the
 * error {@code e = y - yhat}:
 *
 * <pre>  MAE   mean |e|              RMSE   sqrt(mean e^2)           in the unit of the values
 *  MAPE  mean |e| / |y|        sMAPE  mean 2 |e| / (|y| + |yhat|)      fractions, not percent
 *  MASE  MAE / Q               Q the in-sample MAE of naive: {@link #inSampleMae}
 *  relative MAE = MAE / MAE of naive over the same targets</pre>
 *
 * <p>MAPE leaves out actual values of zero, and is NaN when there is no other. sMAPE is from 0 to
 * 2; where actual value and forecast are both zero the share is zero. MASE and relative MAE are
 * those of Hyndman and Koehler, "Another look at measures of forecast accuracy" (2006): below 1 is
 * better than naive. Without a forecast every metric is NaN. Owned by one thread.
 */
public final class ErrorMetrics {
  private long count;
  private double absolute;
  private double squared;
  private double naiveAbsolute;
  private long percentageCount;
  private double percentage;
  private double symmetricPercentage;

  /**
   * Metrics of forecasts against what came; those against naive are NaN.
   *
   * @param forecasts in the order of {@code actuals}, not modified
   * @param actuals NaN where not known: such a pair is left out; not modified
   * @throws IllegalArgumentException if the lengths differ
   */
  public static ErrorMetrics of(float[] forecasts, float[] actuals) {
    if (forecasts.length != actuals.length) {
      throw new IllegalArgumentException(
          "forecasts has %d values, actuals has %d: must be as many"
              .formatted(forecasts.length, actuals.length));
    }
    ErrorMetrics metrics = new ErrorMetrics();
    for (int i = 0; i < forecasts.length; i++) {
      if (!Float.isNaN(actuals[i])) {
        metrics.add(forecasts[i], actuals[i]);
      }
    }
    return metrics;
  }

  /**
   * Mean of {@code |y[t] - y[t - season]|}, by which MASE is scaled; NaN if no such pair is known.
   *
   * @param values the series that was trained on, NaN where not known, not modified
   * @param season 1 for naive, the length of the season for seasonal naive
   * @throws IllegalArgumentException if the season is below 1
   */
  public static double inSampleMae(float[] values, int season) {
    if (season < 1) {
      throw new IllegalArgumentException("season " + season + ": must be at least 1");
    }
    double sum = 0;
    long pairs = 0;
    for (int t = season; t < values.length; t++) {
      double change = Math.abs((double) values[t] - values[t - season]);
      if (!Double.isNaN(change)) {
        sum += change;
        pairs++;
      }
    }
    return sum / pairs;
  }

  /** Adds one forecast whose actual value is known, where there is no naive one beside it. */
  public void add(double forecast, double actual) {
    add(forecast, Double.NaN, actual);
  }

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

  /**
   * Mean absolute scaled error. A scale of zero, of a series that never changed, gives infinity, or
   * NaN without any error.
   *
   * @param inSampleMae of the series that was trained on: {@link #inSampleMae}
   */
  public double mase(double inSampleMae) {
    return mae() / inSampleMae;
  }

  public double naiveMae() {
    return naiveAbsolute / count;
  }

  /** MAE over the MAE of naive; below 1 is better than naive, 1 when both are without error. */
  public double relativeMae() {
    return naiveAbsolute == 0 && absolute == 0 ? 1 : absolute / naiveAbsolute;
  }
}
