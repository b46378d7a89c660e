package dev.foretide.backtest;

import dev.foretide.backtest.BacktestReport.Cost;
import dev.foretide.backtest.BacktestReport.IntervalScore;
import dev.foretide.backtest.BacktestReport.MethodScore;
import dev.foretide.backtest.BacktestReport.Trace;
import dev.foretide.backtest.BacktestReport.TraceLead;
import dev.foretide.backtest.BacktestReport.Training;
import dev.foretide.backtest.BacktestReport.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Reports as a backtest could give them. */
final class Reports {
  static final int HORIZON = 24;
  private static final long HOUR = 3_600_000;
  private static final long START = 1_467_331_200_000L;
  private static final List<String> EXPERTS =
      List.of("naive", "seasonal", "linear", "lstm", "lags", "lookback");

  private Reports() {}

  static BacktestReport empty() {
    return new BacktestReport(
        Map.of("from", "0.25"), List.of(), List.of(), List.of(), new Cost(new float[0]), List.of());
  }

  /** One series, one lead, numbers that are easy to find again. */
  static BacktestReport tiny() {
    List<MethodScore> results = new ArrayList<>();
    List<IntervalScore> intervals = new ArrayList<>();
    for (String series : List.of("a", BacktestReport.MEAN_SERIES)) {
      for (int lead : new int[] {1, BacktestReport.MEAN_LEAD}) {
        results.add(score("t.csv", series, "foretide", lead, 0.5));
        results.add(
            new MethodScore("t.csv", series, "naive", lead, 3, 4, 2, 1, 1, Double.NaN, 0.2));
        intervals.add(new IntervalScore("t.csv", series, 0.8, lead, 3, 0.75, 1.5, 0.125));
      }
    }
    return new BacktestReport(
        Map.of("from", "0.25"),
        results,
        intervals,
        List.of(
            new Training("t.csv", "default", 1, START, 1.5, "full", "promoted", "0.9 of naive")),
        new Cost(new float[] {40, 10, 20, 10}),
        List.of());
  }

  private static MethodScore score(String file, String series, String method, int lead, double z) {
    return new MethodScore(file, series, method, lead, 3, 4 * z * z, 2 * z, z * z, z, 1.1 * z, 0.1);
  }

  /** Several files, series with names that try to become markup, all leads, bands and versions. */
  static BacktestReport realistic() {
    Map<String, String> protocol = new LinkedHashMap<>();
    protocol.put("warm-up", "25 % of the readings of each series");
    protocol.put("step", "1h");
    protocol.put("window, horizon, season", "96, 24, 24");
    protocol.put("layers", "lstm:64,lstm:32,dense");
    protocol.put("scored", "targets after the warm-up; all leads of an origin or none");
    List<MethodScore> results = new ArrayList<>();
    List<IntervalScore> intervals = new ArrayList<>();
    List<Trace> traces = new ArrayList<>();
    int seed = 0;
    for (String file : List.of("data/plant.csv", "data/<b>air</b>.csv")) {
      List<String> ids = List.of("OT", "</script><script>alert(1)</script>", "a \"b\" & c");
      for (String id : ids) {
        addScores(results, intervals, file, id, new Random(seed));
        traces.add(trace(file, id, new Random(seed++)));
      }
      addScores(results, intervals, file, BacktestReport.MEAN_SERIES, new Random(99));
    }
    return new BacktestReport(
        protocol,
        results,
        intervals,
        trainings(),
        new Cost(new float[] {14.2f, 13.8f, 61.5f}),
        traces);
  }

  private static void addScores(
      List<MethodScore> results,
      List<IntervalScore> intervals,
      String file,
      String series,
      Random random) {
    double level = 0.2 + 0.1 * random.nextDouble();
    List<String> methods = new ArrayList<>(List.of(BacktestReport.FORETIDE));
    methods.addAll(EXPERTS);
    double[] factors = {1, 1.6, 1.45, 1.05, 1.12, 1.15, 1.08};
    for (int lead = 0; lead <= HORIZON; lead++) {
      double grown = level * Math.sqrt(lead == 0 ? 10 : lead);
      for (int m = 0; m < methods.size(); m++) {
        double factor = m == 2 ? factors[m] * level * 4 / grown : factors[m];
        results.add(score(file, series, methods.get(m), lead, grown * factor));
      }
      for (double nominal : new double[] {0.8, 0.95}) {
        double real = nominal + 0.02 * random.nextGaussian() * (1 - nominal) * 4;
        intervals.add(
            new IntervalScore(
                file, series, nominal, lead, 5000, real, 3 * grown * nominal, 0.1 * grown));
      }
    }
  }

  private static Trace trace(String file, String series, Random random) {
    int points = 1500;
    long[] at = new long[points];
    float[] actual = new float[points];
    double noise = 0;
    for (int i = 0; i < points; i++) {
      at[i] = START + i * HOUR + (i > 900 ? 200 * HOUR : 0);
      noise = 0.9 * noise + random.nextGaussian();
      actual[i] = (float) (30 + 8 * Math.sin(2 * Math.PI * i / 24) + noise);
    }
    List<TraceLead> leads = new ArrayList<>();
    for (int lead : new int[] {1, 6, 12, 24}) {
      leads.add(traceLead(lead, actual, random));
    }
    List<Version> versions = new ArrayList<>();
    for (int i = 1; i < 16; i++) {
      versions.add(new Version(i, at[i * 90], i % 4 == 1 ? "full" : "linear"));
    }
    return new Trace(file, series, EXPERTS, new double[] {0.8, 0.95}, at, actual, leads, versions);
  }

  private static TraceLead traceLead(int lead, float[] actual, Random random) {
    int points = actual.length;
    float[] forecast = new float[points];
    float[][] lower = new float[2][points];
    float[][] upper = new float[2][points];
    float[][] weights = new float[EXPERTS.size()][points];
    for (int i = 0; i < points; i++) {
      double spread = 0.8 * Math.sqrt(lead) * (i < 40 ? 4 : 1);
      forecast[i] = (float) (actual[i] + spread * random.nextGaussian());
      for (int level = 0; level < 2; level++) {
        lower[level][i] = (float) (forecast[i] - spread * (1.28 + 0.7 * level));
        upper[level][i] = (float) (forecast[i] + spread * (1.28 + 0.7 * level));
      }
      double learnt = 1 - Math.exp(-i / 300.0);
      float[] now = {
        (float) (0.5 * (1 - learnt)), (float) (0.5 * (1 - learnt)), 0, (float) (0.55 * learnt), 0, 0
      };
      now[2] = (float) (0.45 * learnt);
      for (int e = 0; e < now.length; e++) {
        weights[e][i] = now[e];
      }
    }
    Arrays.fill(forecast, 0, 5, Float.NaN);
    for (int level = 0; level < 2; level++) {
      Arrays.fill(lower[level], 0, 5, Float.NaN);
      Arrays.fill(upper[level], 0, 5, Float.NaN);
    }
    return new TraceLead(lead, forecast, lower, upper, weights);
  }

  private static List<Training> trainings() {
    List<Training> trainings = new ArrayList<>();
    for (int i = 1; i < 16; i++) {
      String kind = i % 4 == 1 ? "full" : "linear";
      boolean failed = i == 7;
      trainings.add(
          new Training(
              "data/plant.csv",
              "default",
              failed ? 0 : i,
              START + i * 90L * HOUR,
              kind.equals("full") ? 12.4 : 0.21,
              kind,
              failed ? "failed" : i % 5 == 0 ? "rejected" : "promoted",
              failed ? "loss is NaN at epoch 3, step 12" : "0.874 of the champion on the holdout"));
    }
    return trainings;
  }
}
