package dev.foretide.backtest;

import dev.foretide.forecast.SeriesState;
import dev.foretide.series.Expert;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One series of a backtest: its state, which reading it is at, and what was said at the newest
 * origins. Owned by one thread.
 */
final class SeriesReplay {
  private final String group;
  private final SeriesState state;
  private final SeriesScores scores;
  private final @Nullable TraceRecorder trace;
  private final int horizon;
  private final int firstTarget;
  private final int endTarget;
  private final long[] origins;
  private final int[] rows;
  private final float[] weights;
  private int row = -1;

  /**
   * @param firstTarget first reading that may be a target
   * @param endTarget reading before which all targets lie
   * @param trace of a series that is drawn, or null
   */
  SeriesReplay(
      String group,
      SeriesState state,
      SeriesScores scores,
      @Nullable TraceRecorder trace,
      int horizon,
      int firstTarget,
      int endTarget) {
    this.group = group;
    this.state = state;
    this.scores = scores;
    this.trace = trace;
    this.horizon = horizon;
    this.firstTarget = firstTarget;
    this.endTarget = endTarget;
    this.origins = new long[horizon];
    this.rows = new int[horizon];
    this.weights = new float[horizon * horizon * Expert.COUNT];
    Arrays.fill(origins, Long.MIN_VALUE);
  }

  String group() {
    return group;
  }

  SeriesState state() {
    return state;
  }

  SeriesScores scores() {
    return scores;
  }

  @Nullable TraceRecorder trace() {
    return trace;
  }

  /** The next reading of the series is at work. */
  void nextRow() {
    row++;
  }

  /** Remembers an origin: {@code [horizon, experts]} weights. */
  void issued(long origin, float[] allWeights) {
    int slot = slot(origin);
    origins[slot] = origin;
    rows[slot] = row;
    System.arraycopy(allWeights, 0, weights, slot * allWeights.length, allWeights.length);
  }

  /** Whether the forecasts of an origin are scored: all of them or none. */
  boolean scores(long origin) {
    int slot = slot(origin);
    return origins[slot] == origin
        && rows[slot] + 1 >= firstTarget
        && rows[slot] + horizon < endTarget;
  }

  /** Weights of the experts for a lead, as they were at the origin. */
  float[] weights(long origin, int lead) {
    int from = (slot(origin) * horizon + lead - 1) * Expert.COUNT;
    return Arrays.copyOfRange(weights, from, from + Expert.COUNT);
  }

  void matured(MaturedForecast forecast) {
    scores.add(forecast);
    if (trace != null) {
      trace.add(forecast);
    }
  }

  private int slot(long origin) {
    return (int) Math.floorMod(origin, (long) horizon);
  }
}
