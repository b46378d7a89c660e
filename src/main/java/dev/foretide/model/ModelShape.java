package dev.foretide.model;

import dev.foretide.series.CalendarTerm;
import java.time.ZoneId;
import java.util.List;

/**
 * What a model and the series it is used for must agree on.
 *
 * @param features names of the features of a reading, in order
 * @param target the forecast one of them
 * @param stepMillis length of a step
 * @param window steps the network and the head look back
 * @param horizon steps forecast
 * @param season length of a season in steps, 0 for none
 * @param calendar calendar features
 * @param zone time zone of the calendar
 * @param evaluation how the network is applied
 */
public record ModelShape(
    List<String> features,
    String target,
    long stepMillis,
    int window,
    int horizon,
    int season,
    List<CalendarTerm> calendar,
    ZoneId zone,
    Evaluation evaluation) {

  public ModelShape {
    features = List.copyOf(features);
    calendar = List.copyOf(calendar);
    require(!features.isEmpty(), "readings.features is empty, must name at least one feature");
    require(
        features.contains(target),
        "readings.target is %s, must be one of readings.features %s".formatted(target, features));
    require(stepMillis >= 1, "step.ms is " + stepMillis + ", must be at least 1");
    require(window >= 2, "window is " + window + ", must be at least 2");
    require(horizon >= 1, "horizon is " + horizon + ", must be at least 1");
    require(season >= 0, "season is " + season + ", must not be negative");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** The same shape with steps of another length. */
  public ModelShape withStep(long millis) {
    return new ModelShape(
        features, target, millis, window, horizon, season, calendar, zone, evaluation);
  }

  /** Position of the target among the features. */
  public int targetIndex() {
    return features.indexOf(target);
  }

  /** Steps that must be kept: the window, or the season where it is longer. */
  public int memory() {
    return Math.max(window, season);
  }

  /** Columns of the calendar features. */
  public int calendarColumns() {
    return CalendarTerm.COLUMNS * calendar.size();
  }
}
