package dev.foretide.series;

import java.util.List;

/**
 * What the forecasts for one step were worth, now that its value is known.
 *
 * @param series id of the series
 * @param group model group
 * @param target name of the forecast feature
 * @param at start of the scored step, milliseconds since the epoch
 * @param actual the value of the step
 * @param naive the last value before it: the naive forecast of lead 1
 * @param scale the series' scale, by which errors are divided where series are added up
 * @param levels nominal coverages of the intervals, ascending
 * @param leads one entry for each scored lead that had a waiting forecast
 * @param anomaly the value, and as many before it as {@code anomaly.debounce} asks for, lies
 *     outside the widest interval of lead 1
 * @param drift with this score the errors of the group have risen for good
 */
@SuppressWarnings("ArrayRecordComponent") // hot path; never compared
public record Score(
    String series,
    String group,
    String target,
    long at,
    float actual,
    float naive,
    double scale,
    double[] levels,
    List<Lead> leads,
    boolean anomaly,
    boolean drift) {

  /** A score that raises no drift. */
  public Score(
      String series,
      String group,
      String target,
      long at,
      float actual,
      float naive,
      double scale,
      double[] levels,
      List<Lead> leads,
      boolean anomaly) {
    this(series, group, target, at, actual, naive, scale, levels, leads, anomaly, false);
  }

  /** The same score with the anomaly flag as given. */
  public Score withAnomaly(boolean flag) {
    return flag == anomaly
        ? this
        : new Score(series, group, target, at, actual, naive, scale, levels, leads, flag, drift);
  }

  /** The same score as the one that raised the drift alarm of its group. */
  public Score withDrift() {
    return new Score(series, group, target, at, actual, naive, scale, levels, leads, anomaly, true);
  }

  /**
   * The score of one lead.
   *
   * @param lead steps between origin and target, from 1
   * @param forecast what was forecast
   * @param naive the value at the forecast's origin: the naive forecast for the same lead
   * @param covered {@code [levels]} whether the value lay inside the interval
   * @param version version of the model that had forecast
   * @param lower lower end of the widest interval; NaN without intervals
   * @param upper upper end of the same
   */
  public record Lead(
      int lead,
      float forecast,
      float naive,
      boolean[] covered,
      int version,
      float lower,
      float upper) {

    /** The score of a lead without intervals. */
    public Lead(int lead, float forecast, float naive, boolean[] covered, int version) {
      this(lead, forecast, naive, covered, version, Float.NaN, Float.NaN);
    }
  }
}
