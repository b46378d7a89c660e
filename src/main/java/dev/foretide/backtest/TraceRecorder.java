package dev.foretide.backtest;

import dev.foretide.backtest.BacktestReport.Trace;
import dev.foretide.backtest.BacktestReport.TraceLead;
import dev.foretide.backtest.BacktestReport.Version;
import dev.foretide.series.Expert;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Collects what a chart of one series shows. Owned by one thread. */
final class TraceRecorder {
  private static final int MOST_POINTS = 3_000;

  private final String file;
  private final String series;
  private final double[] levels;
  private final List<Integer> leads;
  private final TreeMap<Long, MaturedForecast[]> targets = new TreeMap<>();

  TraceRecorder(String file, String series, double[] levels, List<Integer> leads) {
    this.file = file;
    this.series = series;
    this.levels = levels;
    this.leads = leads;
  }

  void add(MaturedForecast forecast) {
    int index = leads.indexOf(forecast.lead());
    if (index >= 0) {
      targets.computeIfAbsent(forecast.at(), at -> new MaturedForecast[leads.size()])[index] =
          forecast;
    }
  }

  Trace trace(List<Version> versions) {
    List<MaturedForecast[]> points = new ArrayList<>();
    int every = Math.max(1, (targets.size() + MOST_POINTS - 1) / MOST_POINTS);
    int index = 0;
    for (MaturedForecast[] point : targets.values()) {
      if (index++ % every == 0) {
        points.add(point);
      }
    }
    long[] at = new long[points.size()];
    float[] actual = new float[points.size()];
    for (int p = 0; p < at.length; p++) {
      for (MaturedForecast forecast : points.get(p)) {
        if (forecast != null) {
          at[p] = forecast.at();
          actual[p] = forecast.actual();
        }
      }
    }
    List<TraceLead> traced = new ArrayList<>();
    for (int i = 0; i < leads.size(); i++) {
      traced.add(lead(i, points));
    }
    List<String> experts = Arrays.stream(Expert.values()).map(Expert::word).toList();
    return new Trace(file, series, experts, levels, at, actual, traced, versions);
  }

  private TraceLead lead(int index, List<MaturedForecast[]> points) {
    int count = points.size();
    float[] forecasts = new float[count];
    float[][] lower = new float[levels.length][count];
    float[][] upper = new float[levels.length][count];
    float[][] weights = new float[Expert.COUNT][count];
    for (int p = 0; p < count; p++) {
      MaturedForecast forecast = points.get(p)[index];
      forecasts[p] = forecast == null ? Float.NaN : forecast.combined();
      for (int l = 0; l < levels.length; l++) {
        lower[l][p] = forecast == null ? Float.NaN : forecast.lower()[l];
        upper[l][p] = forecast == null ? Float.NaN : forecast.upper()[l];
      }
      for (Expert expert : Expert.values()) {
        weights[expert.index()][p] =
            forecast == null ? Float.NaN : forecast.weights()[expert.index()];
      }
    }
    return new TraceLead(leads.get(index), forecasts, lower, upper, weights);
  }
}
