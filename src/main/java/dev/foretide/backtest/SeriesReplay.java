package dev.foretide.backtest;

import dev.foretide.forecast.SeriesState;
import dev.foretide.series.ExpertTable;
import dev.foretide.series.Forecast;
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
  private final Issued[] issued;
  private int row = -1;

  /** What went out from one origin, and why. */
  private record Issued(Forecast forecast, ExpertTable experts, ExpertTable weights) {}

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
    this.issued = new Issued[horizon];
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

  /** Remembers an origin: what each expert forecast, and its weight. */
  void issued(Forecast forecast, long origin, ExpertTable experts, ExpertTable weights) {
    int slot = slot(origin);
    origins[slot] = origin;
    rows[slot] = row;
    issued[slot] = new Issued(forecast, experts.copy(), weights.copy());
  }

  /** Whether the forecasts of an origin are scored: all of them or none. */
  boolean scores(long origin) {
    int slot = slot(origin);
    return origins[slot] == origin
        && rows[slot] + 1 >= firstTarget
        && rows[slot] + horizon < endTarget;
  }

  /** Scores the forecast of a lead; {@link #scores} its origin. */
  MaturedForecast matured(long origin, int lead, float actual) {
    Issued then = issued[slot(origin)];
    Forecast forecast = then.forecast();
    MaturedForecast matured =
        new MaturedForecast(
            forecast.series(),
            forecast.origin(),
            lead,
            forecast.timeOf(lead),
            actual,
            forecast.mean()[lead - 1],
            then.experts().ofLead(lead),
            then.weights().ofLead(lead),
            ends(lead, forecast.lower()),
            ends(lead, forecast.upper()));
    scores.add(matured);
    if (trace != null) {
      trace.add(matured);
    }
    return matured;
  }

  private static float[] ends(int lead, float[][] byLevel) {
    float[] ends = new float[byLevel.length];
    for (int l = 0; l < ends.length; l++) {
      ends[l] = byLevel[l][lead - 1];
    }
    return ends;
  }

  private int slot(long origin) {
    return (int) Math.floorMod(origin, (long) horizon);
  }
}
