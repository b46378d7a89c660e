package dev.foretide.series;

import java.math.BigDecimal;

/**
 * A multi-step forecast of one series.
 *
 * <p>{@code mean[i]} is for the time {@code origin + (i + 1) * step}: a forecast always lies after
 * its origin.
 *
 * @param series id of the series
 * @param target name of the forecast feature
 * @param origin start of the newest step known, milliseconds since the epoch
 * @param stepMillis length of a step
 * @param group model group
 * @param version version of the model, 0 when none took part
 * @param source the highest rung that took part
 * @param status how far the series has come
 * @param mean {@code [horizon]} in the unit of the target
 * @param levels {@code [levels]} nominal coverages, ascending, in (0, 1)
 * @param lower {@code [levels][horizon]} lower ends of the intervals
 * @param upper {@code [levels][horizon]} upper ends of the intervals
 */
@SuppressWarnings("ArrayRecordComponent") // hot path; never compared
public record Forecast(
    String series,
    String target,
    long origin,
    long stepMillis,
    String group,
    int version,
    Source source,
    Status status,
    float[] mean,
    double[] levels,
    float[][] lower,
    float[][] upper) {

  public int horizon() {
    return mean.length;
  }

  /** A nominal coverage as it is written in messages and metrics: 0.8 is {@code 80}. */
  public static String levelName(double level) {
    return BigDecimal.valueOf(level).movePointRight(2).stripTrailingZeros().toPlainString();
  }

  /** Time that a lead, counted from 1, is for. */
  public long timeOf(int lead) {
    return origin + lead * stepMillis;
  }
}
