package dev.foretide.forecast;

import dev.foretide.score.LearntLeads;
import dev.foretide.score.WaitingForecasts;
import dev.foretide.series.Expert;
import dev.foretide.series.Score;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settles the forecasts that waited for a step: scores them, then lets weights and intervals learn.
 *
 * <p>Errors are in units of the scale that has absorbed the label, so that a jump out of a flat
 * stretch does not divide by nothing. Owned by one thread.
 */
final class ForecastScorer {
  /** Differences are learnt from up to here, in units of the scale. */
  private static final double FARTHEST = 50;

  private final ForecastSettings settings;
  private final int horizon;
  private final LearntLeads leads;
  private final int target;
  private final double[] levels;
  private final boolean[] scored;
  private final float[] experts = new float[Expert.COUNT];

  private final ForecastObserver observer;

  ForecastScorer(ForecastSettings settings, ForecastObserver observer) {
    this.settings = settings;
    this.observer = observer;
    this.horizon = settings.shape().horizon();
    this.leads = settings.learntLeads();
    this.target = settings.shape().targetIndex();
    this.levels = settings.levels();
    this.scored = new boolean[horizon + 1];
    settings.scoredLeads().forEach(lead -> scored[lead] = true);
  }

  /** Settles one step; null when no scored forecast waited for it. */
  @Nullable Score settle(SeriesState state, String series, String group, long step, float actual) {
    WaitingForecasts waiting = state.waiting;
    double unit = state.scale.spread(target);
    List<Score.Lead> scores = new ArrayList<>(settings.scoredLeads().size());
    boolean anomaly = false;
    for (int lead = 1; lead <= horizon; lead++) {
      long origin = step - lead;
      if (!waiting.has(origin)) {
        continue;
      }
      if (lead == 1) {
        anomaly = levels.length > 0 && !covers(waiting, origin, lead, levels.length - 1, actual);
      }
      if (scored[lead]) {
        scores.add(score(waiting, origin, lead, actual));
      }
      observer.matured(series, origin, lead, actual);
      state.weights.learnNaive(lead, limited((actual - waiting.base(origin)) / unit));
      if (leads.has(lead)) {
        learn(state, origin, lead, actual, unit);
      }
    }
    state.intervals.learnHour(settings.grid().hourOf(step));
    if (scores.isEmpty()) {
      return null;
    }
    float naive = waiting.has(step - 1) ? waiting.base(step - 1) : scores.get(0).naive();
    return new Score(
        series,
        group,
        settings.targetOf(series),
        settings.grid().startOf(step),
        actual,
        naive,
        unit,
        levels,
        scores,
        anomaly);
  }

  private Score.Lead score(WaitingForecasts waiting, long origin, int lead, float actual) {
    boolean[] covered = new boolean[levels.length];
    for (int l = 0; l < levels.length; l++) {
      covered[l] = covers(waiting, origin, lead, l, actual);
    }
    int widest = levels.length - 1;
    return new Score.Lead(
        lead,
        waiting.combined(origin, lead),
        waiting.base(origin),
        covered,
        waiting.version(origin),
        widest < 0 ? Float.NaN : waiting.lower(origin, lead, widest),
        widest < 0 ? Float.NaN : waiting.upper(origin, lead, widest));
  }

  private static boolean covers(
      WaitingForecasts waiting, long origin, int lead, int level, float actual) {
    return actual >= waiting.lower(origin, lead, level)
        && actual <= waiting.upper(origin, lead, level);
  }

  /** What weights and intervals learn of one label must not outweigh hundreds of others. */
  private static float limited(double difference) {
    return (float) Math.max(-FARTHEST, Math.min(FARTHEST, difference)); // NaN stays
  }

  private void learn(SeriesState state, long origin, int lead, float actual, double unit) {
    WaitingForecasts waiting = state.waiting;
    float base = waiting.base(origin);
    double now = waiting.unit(origin) / unit;
    experts[0] = 0; // naive forecasts the base
    for (int e = 1; e < Expert.COUNT; e++) {
      experts[e] = limited(now * waiting.expert(origin, lead, e));
    }
    float combined = limited((waiting.combined(origin, lead) - base) / unit);
    float label = limited((actual - base) / unit);
    state.weights.learn(lead, experts, combined, label);
    state.intervals.learnErrors(lead, Math.abs(label - combined), Math.abs(label));
    for (int l = 0; l < levels.length; l++) {
      state.intervals.learnInterval(
          lead,
          l,
          actual < waiting.lower(origin, lead, l),
          actual > waiting.upper(origin, lead, l));
    }
  }
}
