package dev.foretide.model;

import dev.foretide.series.CalendarTerm;
import dev.foretide.series.Expert;
import java.time.ZoneId;
import java.util.List;

/**
 * What a model and the series it is used for must agree on.
 *
 * @param features names of the features of a reading, in order
 * @param target the forecast one of them
 * @param stepMillis length of a step
 * @param window steps the network and the shorter heads look back
 * @param horizon steps forecast
 * @param season length of a season in steps, 0 for none, {@link #SEASON_BY_STEP} as long as there
 *     is no step
 * @param calendar calendar features
 * @param zone time zone of the calendar
 * @param evaluation how the network is applied
 * @param lookback steps that the longest head looks back, at least the window
 * @param linear whether there are linear heads, on whose residuals the network is trained
 * @param mask whether the network sees which values were measured
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
    Evaluation evaluation,
    int lookback,
    boolean linear,
    boolean mask) {
  /** Stands for a season that follows from the step, see {@link #withStep}. */
  public static final int SEASON_BY_STEP = -1;

  private static final long DAY_MILLIS = 86_400_000;

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
    require(season >= SEASON_BY_STEP, "season is " + season + ", must not be negative");
    require(
        lookback >= window,
        "lookback is %d, must be at least the window %d".formatted(lookback, window));
  }

  /** A shape whose heads look back no farther than the window, without mask. */
  public ModelShape(
      List<String> features,
      String target,
      long stepMillis,
      int window,
      int horizon,
      int season,
      List<CalendarTerm> calendar,
      ZoneId zone,
      Evaluation evaluation) {
    this(
        features,
        target,
        stepMillis,
        window,
        horizon,
        season,
        calendar,
        zone,
        evaluation,
        window,
        true,
        false);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** The same shape with steps of another length. */
  public ModelShape withStep(long millis) {
    return new ModelShape(
        features,
        target,
        millis,
        window,
        horizon,
        season == SEASON_BY_STEP ? daySeason(millis, lookback) : season,
        calendar,
        zone,
        evaluation,
        lookback,
        linear,
        mask);
  }

  /** A day in steps, where it is more than one and the lookback holds it; else 0 for none. */
  public static int daySeason(long stepMillis, int lookback) {
    long day = DAY_MILLIS / stepMillis;
    return day >= 2 && day <= lookback ? (int) day : 0;
  }

  /**
   * What is otherwise than in another shape, under the names of the configuration: {@code "window
   * 96, not 48"}; empty when they are equal.
   */
  public String differenceFrom(ModelShape expected) {
    return ShapeMetadata.difference(this, expected);
  }

  /** Position of the target among the features. */
  public int targetIndex() {
    return features.indexOf(target);
  }

  /**
   * The longest cycle that the memory holds and the window does not, in steps: the season where it
   * is longer than the window, else a week or a day where there is a season at all. 0 for none.
   */
  public int cycle() {
    if (season <= 0 || season > window) {
      return Math.max(0, season);
    }
    for (long cycle : new long[] {7 * DAY_MILLIS, DAY_MILLIS}) {
      long steps = cycle / stepMillis;
      if (cycle % stepMillis == 0 && steps > window && steps <= lookback) {
        return (int) steps;
      }
    }
    return 0;
  }

  /** The {@link #cycle} where it is longer than the season; else 0. */
  public int longerCycle() {
    return cycle() > season ? cycle() : 0;
  }

  /** Steps that must be kept, so that the window can be replayed with what it looked back on. */
  public int memory() {
    int longestCycle = Math.max(season, cycle());
    return Math.max(lookback, longestCycle > window ? longestCycle + window : longestCycle);
  }

  /** Whether an expert may take part in forecasts of this shape. */
  public boolean has(Expert expert) {
    return switch (expert) {
      case NAIVE, LSTM -> true;
      case SEASONAL -> season > 0;
      case CYCLE -> longerCycle() > 0;
      case LINEAR -> linear;
      case LAGS -> linear && (cycle() > 0 || !calendar.isEmpty());
      case LOOKBACK -> linear && lookback > window;
    };
  }

  /** Columns of the calendar features. */
  public int calendarColumns() {
    return CalendarTerm.columns(calendar);
  }
}
