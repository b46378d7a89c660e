package dev.foretide.backtest;

import dev.foretide.backtest.BacktestReport.IntervalScore;
import dev.foretide.backtest.BacktestReport.MethodScore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Scores of the series of a file, and their means, in which each series weighs the same; series
 * without a score of some kind are left out of its mean.
 */
final class MeanScores {
  private MeanScores() {}

  private record MethodKey(String method, int lead) {}

  private record IntervalKey(double level, int lead) {}

  static List<MethodScore> ofMethods(List<SeriesScores> series) {
    List<MethodScore> all = new ArrayList<>();
    series.forEach(scores -> all.addAll(scores.methods()));
    Map<MethodKey, List<MethodScore>> groups = new LinkedHashMap<>();
    for (MethodScore score : all) {
      groups
          .computeIfAbsent(new MethodKey(score.method(), score.lead()), key -> new ArrayList<>())
          .add(score);
    }
    groups.forEach(
        (key, scores) ->
            all.add(
                new MethodScore(
                    scores.get(0).file(),
                    BacktestReport.MEAN_SERIES,
                    key.method(),
                    key.lead(),
                    scores.stream().mapToLong(MethodScore::n).sum(),
                    mean(scores, MethodScore::mse),
                    mean(scores, MethodScore::mae),
                    mean(scores, MethodScore::mseZ),
                    mean(scores, MethodScore::maeZ),
                    mean(scores, MethodScore::mase),
                    mean(scores, MethodScore::smape))));
    return all;
  }

  static List<IntervalScore> ofIntervals(List<SeriesScores> series) {
    List<IntervalScore> all = new ArrayList<>();
    series.forEach(scores -> all.addAll(scores.intervals()));
    Map<IntervalKey, List<IntervalScore>> groups = new LinkedHashMap<>();
    for (IntervalScore score : all) {
      groups
          .computeIfAbsent(new IntervalKey(score.level(), score.lead()), key -> new ArrayList<>())
          .add(score);
    }
    groups.forEach(
        (key, scores) ->
            all.add(
                new IntervalScore(
                    scores.get(0).file(),
                    BacktestReport.MEAN_SERIES,
                    key.level(),
                    key.lead(),
                    scores.stream().mapToLong(IntervalScore::n).sum(),
                    mean(scores, IntervalScore::coverage),
                    mean(scores, IntervalScore::width),
                    mean(scores, IntervalScore::pinballZ))));
    return all;
  }

  private static <T> double mean(Collection<T> scores, ToDoubleFunction<T> of) {
    return scores.stream().mapToDouble(of).filter(Double::isFinite).average().orElse(Double.NaN);
  }
}
