package dev.foretide.backtest;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What came of a backtest. Errors ending in Z are of values z-scored with mean and standard
 * deviation of the warm-up rows of their series; NaN stands for what cannot be computed.
 *
 * @param protocol how it was measured, in the order of printing
 * @param results errors by file, series, method and lead
 * @param intervals coverage by file, series, level and lead
 * @param trainings in the order of their ends
 * @param cost of the readings, training not counted
 * @param traces of a few series, for charts
 */
public record BacktestReport(
    Map<String, String> protocol,
    List<MethodScore> results,
    List<IntervalScore> intervals,
    List<Training> trainings,
    Cost cost,
    List<Trace> traces) {

  /** Stands for all series of a file: the mean of their scores, each series weighing the same. */
  public static final String MEAN_SERIES = "mean";

  /** Stands for all leads: the mean over all leads and origins. */
  public static final int MEAN_LEAD = 0;

  /** Our own method: the weighted combination. The others are the experts' words. */
  public static final String FORETIDE = "foretide";

  /**
   * Errors of one method.
   *
   * @param lead from 1, or {@link #MEAN_LEAD}
   * @param n forecasts scored
   * @param mase MAE relative to the in-sample MAE of seasonal naive on the warm-up rows
   * @param smape from 0 to 2
   */
  public record MethodScore(
      String file,
      String series,
      String method,
      int lead,
      long n,
      double mse,
      double mae,
      double mseZ,
      double maeZ,
      double mase,
      double smape) {}

  /**
   * The intervals of one level.
   *
   * @param level nominal coverage, in (0, 1)
   * @param lead from 1, or {@link #MEAN_LEAD}
   * @param coverage share of the targets inside
   * @param width mean width, z-scored
   * @param pinballZ mean of the pinball losses of both ends, z-scored
   */
  public record IntervalScore(
      String file,
      String series,
      double level,
      int lead,
      long n,
      double coverage,
      double width,
      double pinballZ) {}

  /**
   * A training.
   *
   * @param version of the challenger, 0 when the training failed
   * @param at time of the readings, milliseconds since the epoch
   * @param kind {@code full} or {@code linear}; {@code watch} of a promoted version
   * @param outcome {@code promoted}, {@code rejected}, {@code failed} or {@code rolled back}
   */
  public record Training(
      String file,
      String group,
      int version,
      long at,
      double seconds,
      String kind,
      String outcome,
      String reason) {
    static final String ROLLED_BACK = "rolled back";

    public boolean promoted() {
      return outcome.equals("promoted");
    }
  }

  /**
   * What a reading costs: grid, scoring, learning, forecast and intervals; without training.
   *
   * @param micros {@code [readings]} microseconds, kept in ascending order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Cost(float[] micros) {
    public Cost {
      micros = micros.clone();
      Arrays.sort(micros);
    }

    public long readings() {
      return micros.length;
    }

    public double microsPerReadingP50() {
      return quantile(0.5);
    }

    public double microsPerReadingP99() {
      return quantile(0.99);
    }

    private double quantile(double level) {
      return micros.length == 0 ? Double.NaN : micros[(int) (level * micros.length)];
    }

    public double readingsPerSecond() {
      double sum = 0;
      for (float each : micros) {
        sum += each;
      }
      return 1e6 * micros.length / sum;
    }
  }

  /**
   * What happened to one series at the scored targets, for charts; thinned where there are many.
   *
   * @param experts words of the experts, in the order of the weights
   * @param levels nominal coverages, ascending
   * @param at {@code [points]} times of the targets, milliseconds since the epoch, ascending
   * @param actual {@code [points]}
   * @param leads forecasts of some leads for these targets
   * @param versions times at which a new model began to serve
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Trace(
      String file,
      String series,
      List<String> experts,
      double[] levels,
      long[] at,
      float[] actual,
      List<TraceLead> leads,
      List<Version> versions) {}

  /**
   * Forecasts of one lead.
   *
   * @param forecast {@code [points]}, NaN where there was none
   * @param lower {@code [levels][points]}
   * @param upper {@code [levels][points]}
   * @param weights {@code [experts][points]} as they were at the origin
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record TraceLead(
      int lead, float[] forecast, float[][] lower, float[][] upper, float[][] weights) {}

  /** A model version that began to serve at a time of the readings. */
  public record Version(int version, long at, String kind) {}
}
