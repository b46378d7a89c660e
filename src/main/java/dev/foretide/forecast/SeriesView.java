package dev.foretide.forecast;

import dev.foretide.series.Expert;
import dev.foretide.series.Forecast;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of one series, for people to look at.
 *
 * @param series id of the series
 * @param target name of the forecast feature
 * @param group model group
 * @param stepMillis length of a step
 * @param steps the window of the target, oldest first
 * @param forecast the newest forecast, or null before the first
 * @param errors of the scored leads that have any
 * @param weights by lead of the experts that have any in the newest forecast; empty when the model
 *     that made it serves no more
 */
public record SeriesView(
    String series,
    String target,
    String group,
    long stepMillis,
    List<Step> steps,
    @Nullable Forecast forecast,
    List<LeadError> errors,
    Map<Expert, float[]> weights) {

  /**
   * What a list shows of a series.
   *
   * @param origin start of the newest step, milliseconds since the epoch
   * @param actual value of the newest step
   * @param unit spread of the target, in which errors of different series add up
   * @param forecast the newest one, or null before the first
   * @param errors of the scored leads that have any, in the unit of the target
   */
  public record Summary(
      String series,
      String group,
      long origin,
      float actual,
      double unit,
      @Nullable Forecast forecast,
      List<LeadError> errors) {}

  /** One step of the window; not measured where it fills a gap. */
  public record Step(long at, float value, boolean measured) {}

  /**
   * Realised errors of a lead, faded.
   *
   * @param mae mean absolute error in the unit of the target
   * @param naiveMae the same of naive
   * @param coverage share of values inside the interval, by nominal coverage
   */
  public record LeadError(
      int lead, double mae, double naiveMae, SortedMap<Double, Double> coverage) {}
}
