package dev.foretide.score;

/**
 * Prediction intervals of one series, per lead and level, by online quantile tracking.
 *
 * <p>An interval is {@code mean + sigma [below, above]}, where {@code sigma} is the faded mean
 * absolute error of the lead. When the label of an issued forecast arrives,
 *
 * <pre>
 *   above += eta U (1{label above} - (1 - level) / 2),   U = above - below
 *   below -= eta U (1{label below} - (1 - level) / 2)
 * </pre>
 *
 * with a step {@code eta} that shrinks with the lead, because feedback that arrives late must move
 * slowly. After Angelopoulos, Candes and Tibshirani, "Conformal PID control for time series
 * prediction" (arXiv 2307.16895), the quantile tracking part, in normalised units. The start is the
 * quantile of a Laplace law: wide rather than absent. All errors in units of the series' scale.
 * Owned by one thread.
 */
public final class IntervalTracker {
  private static final float FADE = 1f / 300;
  private static final float PRIOR_COUNT = 5;
  private static final float SMALLEST_STEP = 0.005f;
  private static final float FIRST_STEP = 0.02f;

  /** The first labels move the quantiles by about one over their number. */
  private static final float EARLY = 20;

  private static final float SMALLEST_WIDTH = 1e-3f;

  /** Per lead: count, mean absolute error of the forecast, of naive. */
  private static final int FIXED = 3;

  /** Per lead and level: lower and upper quantile, realised coverage. */
  private static final int PER_LEVEL = 3;

  private final int horizon;
  private final double[] levels;
  private final int width;
  private final float[] statistics;

  /**
   * @param levels nominal coverages, ascending, each in (0, 1)
   */
  public IntervalTracker(int horizon, double[] levels) {
    this.horizon = horizon;
    this.levels = levels;
    this.width = FIXED + PER_LEVEL * levels.length;
    this.statistics = new float[horizon * width];
    clear();
  }

  /**
   * Everything that was learnt, {@code [horizon, 3 + 3 levels]}: count, mean absolute error of the
   * forecast, of naive, then quantiles and coverage of each level; for a codec.
   */
  public float[] statistics() {
    return statistics;
  }

  public void clear() {
    for (int lead = 1; lead <= horizon; lead++) {
      int at = index(lead);
      statistics[at] = 0;
      statistics[at + 1] = 0;
      statistics[at + 2] = 0;
      for (int l = 0; l < levels.length; l++) {
        float start = (float) -Math.log(1 - levels[l]);
        int low = low(lead, l);
        statistics[low] = -start;
        statistics[low + 1] = start;
        statistics[low + 2] = 0;
      }
    }
  }

  /**
   * Mean absolute error of a lead, from the labels so far and what was expected before the first.
   *
   * @param prior expected mean absolute error
   */
  public float sigma(int lead, float prior) {
    int at = index(lead);
    float count = statistics[at];
    return (count * statistics[at + 1] + PRIOR_COUNT * prior) / (count + PRIOR_COUNT);
  }

  /** Lower end of an interval, in units of {@link #sigma}; intervals are nested. */
  public float below(int lead, int level) {
    float end = Float.POSITIVE_INFINITY;
    for (int l = 0; l <= level; l++) {
      end = Math.min(end, statistics[low(lead, l)]);
    }
    return end;
  }

  /** Upper end of an interval, in units of {@link #sigma}; intervals are nested. */
  public float above(int lead, int level) {
    float end = Float.NEGATIVE_INFINITY;
    for (int l = 0; l <= level; l++) {
      end = Math.max(end, statistics[low(lead, l) + 1]);
    }
    return end;
  }

  /** Faded mean absolute error of the forecasts of a lead; NaN before the first label. */
  public float meanAbsoluteError(int lead) {
    int at = index(lead);
    return statistics[at] == 0 ? Float.NaN : statistics[at + 1];
  }

  /** Faded mean absolute error of naive for a lead; NaN before the first label. */
  public float naiveMeanAbsoluteError(int lead) {
    int at = index(lead);
    return statistics[at] == 0 ? Float.NaN : statistics[at + 2];
  }

  /** Learns the sizes of the errors of a matured forecast, ours and naive's. */
  public void learnErrors(int lead, float absoluteError, float naiveAbsoluteError) {
    int at = index(lead);
    statistics[at] = Math.min(statistics[at] + 1, 1 / FADE);
    float weight = 1 / statistics[at];
    statistics[at + 1] += weight * (absoluteError - statistics[at + 1]);
    statistics[at + 2] += weight * (naiveAbsoluteError - statistics[at + 2]);
  }

  /**
   * Learns on which side of the interval, as it was issued, the label lay; after {@link
   * #learnErrors} of the same label.
   */
  public void learnInterval(int lead, int level, boolean below, boolean above) {
    int low = low(lead, level);
    int high = low + 1;
    float count = statistics[index(lead)];
    float tail = (float) (1 - levels[level]) / 2;
    float step =
        Math.max(
            1 / (EARLY + count), Math.max(SMALLEST_STEP, FIRST_STEP / (float) Math.sqrt(lead)));
    float unit = step * Math.max(SMALLEST_WIDTH, statistics[high] - statistics[low]);
    statistics[high] += unit * ((above ? 1 : 0) - tail);
    statistics[low] -= unit * ((below ? 1 : 0) - tail);
    float covered = below || above ? 0 : 1;
    statistics[low + 2] += (covered - statistics[low + 2]) / Math.max(1, count);
  }

  /** Faded share of labels inside an interval as it was issued; NaN before the first label. */
  public float coverage(int lead, int level) {
    return statistics[index(lead)] == 0 ? Float.NaN : statistics[low(lead, level) + 2];
  }

  private int low(int lead, int level) {
    return index(lead) + FIXED + PER_LEVEL * level;
  }

  private int index(int lead) {
    return (lead - 1) * width;
  }
}
