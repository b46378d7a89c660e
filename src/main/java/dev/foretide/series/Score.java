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
 * @param anomaly the value lies outside the widest interval of lead 1
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
    boolean anomaly) {

  /**
   * The score of one lead.
   *
   * @param lead steps between origin and target, from 1
   * @param forecast what was forecast
   * @param naive the value at the forecast's origin: the naive forecast for the same lead
   * @param covered {@code [levels]} whether the value lay inside the interval
   * @param version version of the model that had forecast
   */
  public record Lead(int lead, float forecast, float naive, boolean[] covered, int version) {}
}
