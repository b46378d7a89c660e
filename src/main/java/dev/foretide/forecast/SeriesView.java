package dev.foretide.forecast;

import dev.foretide.series.Expert;
import dev.foretide.series.Forecast;
import dev.foretide.series.Status;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is stored of one series, for people to look at.
 *
 * @param id id of the series
 * @param group model group
 * @param target name of the forecast feature
 * @param stepMillis length of a step
 * @param window the sliding window of the target, oldest first
 * @param forecast the newest forecast; null before the first
 * @param errors realised errors of the scored leads that have any, ascending
 * @param weights by lead, {@code [horizon]}, of the experts that take part in the newest forecast;
 *     empty when the model that made it serves no more
 */
public record SeriesView(
    String id,
    String group,
    String target,
    long stepMillis,
    List<Step> window,
    @Nullable Forecast forecast,
    List<LeadError> errors,
    Map<Expert, float[]> weights) {

  /** How far the series has come. */
  public Status status() {
    return forecast == null ? Status.COLD : forecast.status();
  }

  /**
   * One step of the window.
   *
   * @param at start of the step, milliseconds since the epoch
   * @param measured false when the value fills a gap
   */
  public record Step(long at, float value, boolean measured) {}

  /**
   * Realised errors of a lead, faded.
   *
   * @param lead steps between origin and target, from 1
   * @param mae mean absolute error of the forecasts
   * @param naiveMae mean absolute error of the naive forecasts for the same steps
   * @param coverage share of values inside the interval, by nominal coverage; empty when unknown
   */
  public record LeadError(
      int lead, double mae, double naiveMae, SortedMap<Double, Double> coverage) {

    /** Below 1 is better than naive; NaN when naive never erred. */
    public double relative() {
      return naiveMae > 0 ? mae / naiveMae : Double.NaN;
    }

    /** The errors in another unit, in which those of different series add up. */
    public LeadError inUnitsOf(double unit) {
      return new LeadError(lead, mae / unit, naiveMae / unit, coverage);
    }
  }
}
