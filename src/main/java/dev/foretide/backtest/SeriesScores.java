package dev.foretide.backtest;

import dev.foretide.backtest.BacktestReport.IntervalScore;
import dev.foretide.backtest.BacktestReport.MethodScore;
import dev.foretide.score.ErrorMetrics;
import dev.foretide.series.Expert;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores of the forecasts of one series: errors of every method, coverage of every level, per lead
 * and over all leads. Owned by one thread.
 */
final class SeriesScores {
  private final String file;
  private final String series;
  private final WarmUp warmUp;
  private final double[] levels;
  private final List<Expert> experts;
  private final int horizon;
  private final ErrorMetrics[][] errors;
  private final IntervalMetrics[][] intervals;

  /**
   * @param experts whose forecasts are scored beside ours
   */
  SeriesScores(
      String file,
      String series,
      WarmUp warmUp,
      double[] levels,
      List<Expert> experts,
      int horizon) {
    this.file = file;
    this.series = series;
    this.warmUp = warmUp;
    this.levels = levels;
    this.experts = experts;
    this.horizon = horizon;
    this.errors = new ErrorMetrics[1 + experts.size()][horizon + 1];
    this.intervals = new IntervalMetrics[levels.length][horizon + 1];
    for (ErrorMetrics[] row : errors) {
      for (int lead = 0; lead <= horizon; lead++) {
        row[lead] = new ErrorMetrics();
      }
    }
    for (int l = 0; l < levels.length; l++) {
      for (int lead = 0; lead <= horizon; lead++) {
        intervals[l][lead] = new IntervalMetrics(levels[l]);
      }
    }
  }

  void add(MaturedForecast forecast) {
    for (int lead : new int[] {BacktestReport.MEAN_LEAD, forecast.lead()}) {
      errors[0][lead].add(forecast.combined(), forecast.actual());
      for (int m = 0; m < experts.size(); m++) {
        errors[m + 1][lead].add(said(forecast, experts.get(m)), forecast.actual());
      }
      for (int l = 0; l < levels.length; l++) {
        intervals[l][lead].add(forecast.lower()[l], forecast.upper()[l], forecast.actual());
      }
    }
  }

  /** What an expert forecast or, where it took no part, the one that stands in for it. */
  private static float said(MaturedForecast forecast, Expert expert) {
    float value = forecast.experts()[expert.index()];
    boolean isLast = expert == Expert.NAIVE;
    return Float.isNaN(value) && !isLast ? said(forecast, expert.standIn()) : value;
  }

  List<MethodScore> methods() {
    List<MethodScore> scores = new ArrayList<>();
    double variance = warmUp.deviation() * warmUp.deviation();
    for (int m = 0; m < errors.length; m++) {
      String method = m == 0 ? BacktestReport.FORETIDE : experts.get(m - 1).word();
      for (int lead = 0; lead <= horizon; lead++) {
        ErrorMetrics metrics = errors[m][lead];
        if (metrics.count() > 0) {
          scores.add(
              new MethodScore(
                  file,
                  series,
                  method,
                  lead,
                  metrics.count(),
                  metrics.mse(),
                  metrics.mae(),
                  metrics.mse() / variance,
                  metrics.mae() / warmUp.deviation(),
                  metrics.mase(warmUp.seasonalMae()),
                  metrics.smape()));
        }
      }
    }
    return scores;
  }

  List<IntervalScore> intervals() {
    List<IntervalScore> scores = new ArrayList<>();
    for (int l = 0; l < levels.length; l++) {
      for (int lead = 0; lead <= horizon; lead++) {
        IntervalMetrics metrics = intervals[l][lead];
        if (metrics.count() > 0) {
          scores.add(
              new IntervalScore(
                  file,
                  series,
                  levels[l],
                  lead,
                  metrics.count(),
                  metrics.coverage(),
                  metrics.width() / warmUp.deviation(),
                  metrics.pinball() / warmUp.deviation()));
        }
      }
    }
    return scores;
  }
}
