package dev.foretide.score;

import java.util.Arrays;

/**
 * Prediction intervals of one series, per lead and level, by online quantile tracking. What is
 * learnt of two {@linkplain LearntLeads learnt leads} says what lies between.
 *
 * <p>An interval is {@code mean + sigma [below, above]}. When the label of an issued forecast
 * arrives,
 *
 * <pre>
 *   above += eta U (1{label above} - (1 - level) / 2),   U = above - below
 *   below -= eta U (1{label below} - (1 - level) / 2)
 * </pre>
 *
 * with a step {@code eta} that shrinks with the lead, because feedback that arrives late must move
 * slowly. After Angelopoulos, Candes and Tibshirani, "Conformal PID control for time series
 * prediction" (arXiv 2307.16895), the quantile tracking part, in normalised units:
 *
 * <pre>
 *   sigma = S_lead (fast / slow)^0.4 hour^0.4
 * </pre>
 *
 * where {@code S_lead} is the faded mean absolute error of the lead, {@code fast} and {@code slow}
 * those of lead 1 over about a day of 24 steps and over 500, and {@code hour} the faded ratio of
 * errors to {@code S_lead} at the target's hour of the day. Each ratio is clipped.
 *
 * <p>The start is the quantile of a Laplace law: wide rather than absent. Where the label equals
 * the value at the origin more often than the level leaves outside on one side, the interval should
 * hold that value: a signal that stands still misses a narrow interval by a hair. All errors in
 * units of the series' scale. Owned by one thread.
 */
public final class IntervalTracker {
  private static final int HOURS = 24;
  private static final float FADE = 1f / 500;
  private static final float PRIOR_COUNT = 5;
  private static final float SMALLEST_STEP = 0.007f;
  private static final float FIRST_STEP = 0.02f;

  /** The first labels move the quantiles by about one over their number. */
  private static final float EARLY = 20;

  private static final float SMALLEST_WIDTH = 1e-3f;

  private static final float FAST_FADE = 1f / 24;
  private static final float SLOW_FADE = 1f / 500;
  private static final float HOUR_FADE = 0.05f;
  private static final double NORMALISER_POWER = 0.4;

  /** Per lead: count, mean absolute error of the forecast, of naive, share of labels unchanged. */
  private static final int FIXED = 4;

  /** Of all leads: fast and slow error of lead 1, then the ratios of the hours. */
  private static final int SHARED = 2 + HOURS;

  /** Per lead and level: lower and upper quantile, realised coverage. */
  private static final int PER_LEVEL = 3;

  private final LearntLeads leads;
  private final double[] levels;

  /** Upper quantiles of each level before the first label. */
  private final float[] starts;

  private final int width;
  private final int shared;
  private final float[] statistics;
  private double ratioSum;
  private int ratioCount;

  /**
   * @param levels nominal coverages, ascending, each in (0, 1)
   */
  public IntervalTracker(LearntLeads leads, double[] levels) {
    this.leads = leads;
    this.levels = levels;
    this.starts = new float[levels.length];
    for (int l = 0; l < levels.length; l++) {
      starts[l] = (float) -Math.log(1 - levels[l]);
    }
    this.width = FIXED + PER_LEVEL * levels.length;
    this.shared = leads.count() * width;
    this.statistics = new float[shared + SHARED];
    clear();
  }

  /**
   * Everything that was learnt, for a codec: {@code [learnt leads, 4 + 3 levels]} count, mean
   * absolute error of the forecast, of naive, share of labels unchanged, then quantiles and
   * coverage of each level; then the errors and ratios of all leads.
   */
  public float[] statistics() {
    return statistics;
  }

  public void clear() {
    for (int i = 0; i < leads.count(); i++) {
      int at = i * width;
      statistics[at] = 0;
      statistics[at + 1] = 0;
      statistics[at + 2] = 0;
      statistics[at + 3] = 0;
      for (int l = 0; l < levels.length; l++) {
        int low = at + low(l);
        statistics[low] = -starts[l];
        statistics[low + 1] = starts[l];
        statistics[low + 2] = 0;
      }
    }
    statistics[shared] = 0;
    statistics[shared + 1] = 0;
    Arrays.fill(statistics, shared + 2, shared + SHARED, 1);
  }

  /**
   * How large errors of a lead are to be expected, from the labels so far and what was expected
   * before the first.
   *
   * @param normaliser of the hour of the target
   * @param prior expected mean absolute error
   */
  public double sigma(int lead, double normaliser, float prior) {
    int index = leads.before(lead);
    double error = expectedError(index, prior);
    if (!leads.has(lead)) {
      error += leads.beyond(lead) * (expectedError(index + 1, prior) - error);
    }
    return error * normaliser;
  }

  /**
   * How much larger errors are now, and at an hour of the day, than they usually are.
   *
   * @param hour 0 to 23
   */
  public double normaliser(int hour) {
    double fast = statistics[shared];
    double slow = statistics[shared + 1];
    double now = slow > 0 ? clip((fast + 0.05 * slow) / (1.05 * slow), 4) : 1;
    double then = clip((statistics[shared + 2 + hour] + 0.1) / 1.1, 3);
    return Math.pow(now * then, NORMALISER_POWER);
  }

  private double expectedError(int index, float prior) {
    int at = index * width;
    float count = statistics[at];
    return (count * statistics[at + 1] + PRIOR_COUNT * prior) / (count + PRIOR_COUNT);
  }

  private static double clip(double ratio, double most) {
    return Math.max(0.3, Math.min(most, ratio));
  }

  /** Whether labels of a lead equal the value at the origin so often that an interval holds it. */
  public boolean standsStill(int lead, int level) {
    return between(lead, 3) > (1 - levels[level]) / 2;
  }

  /** Lower end of an interval, in units of {@link #sigma}; intervals are nested. */
  public float below(int lead, int level) {
    float end = Float.POSITIVE_INFINITY;
    for (int l = 0; l <= level; l++) {
      end = Math.min(end, between(lead, low(l)));
    }
    return end;
  }

  /** Upper end of an interval, in units of {@link #sigma}; intervals are nested. */
  public float above(int lead, int level) {
    float end = Float.NEGATIVE_INFINITY;
    for (int l = 0; l <= level; l++) {
      end = Math.max(end, between(lead, low(l) + 1));
    }
    return end;
  }

  /** A statistic of a lead, or what lies between those of its neighbours. */
  private float between(int lead, int statistic) {
    int at = leads.before(lead) * width + statistic;
    float value = statistics[at];
    return leads.has(lead) ? value : value + leads.beyond(lead) * (statistics[at + width] - value);
  }

  /** Faded mean absolute error of the forecasts of a learnt lead; NaN before the first label. */
  public float meanAbsoluteError(int lead) {
    int at = index(lead);
    return statistics[at] == 0 ? Float.NaN : statistics[at + 1];
  }

  /** Faded mean absolute error of naive for a learnt lead; NaN before the first label. */
  public float naiveMeanAbsoluteError(int lead) {
    int at = index(lead);
    return statistics[at] == 0 ? Float.NaN : statistics[at + 2];
  }

  /** Learns the sizes of the errors of a matured forecast of a learnt lead, ours and naive's. */
  public void learnErrors(int lead, float absoluteError, float naiveAbsoluteError) {
    int at = index(lead);
    statistics[at] = Math.min(statistics[at] + 1, 1 / FADE);
    float weight = 1 / statistics[at];
    statistics[at + 1] += weight * (absoluteError - statistics[at + 1]);
    statistics[at + 2] += weight * (naiveAbsoluteError - statistics[at + 2]);
    statistics[at + 3] += weight * ((naiveAbsoluteError == 0 ? 1 : 0) - statistics[at + 3]);
    if (lead == 1) {
      statistics[shared] += Math.max(weight, FAST_FADE) * (absoluteError - statistics[shared]);
      statistics[shared + 1] +=
          Math.max(weight, SLOW_FADE) * (absoluteError - statistics[shared + 1]);
    }
    if (statistics[at + 1] > 0) {
      ratioSum += absoluteError / statistics[at + 1];
      ratioCount++;
    }
  }

  /** Learns how large the errors of a target were, after {@link #learnErrors} of all its leads. */
  public void learnHour(int hour) {
    if (ratioCount > 0) {
      int at = shared + 2 + hour;
      statistics[at] += HOUR_FADE * ((float) (ratioSum / ratioCount) - statistics[at]);
    }
    ratioSum = 0;
    ratioCount = 0;
  }

  /**
   * Learns on which side of the interval, as it was issued, the label lay; after {@link
   * #learnErrors} of the same label.
   */
  public void learnInterval(int lead, int level, boolean below, boolean above) {
    int at = index(lead);
    int low = at + low(level);
    int high = low + 1;
    float count = statistics[at];
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

  /**
   * Faded share of labels of a learnt lead inside an interval as it was issued; NaN before the
   * first label.
   */
  public float coverage(int lead, int level) {
    int at = index(lead);
    return statistics[at] == 0 ? Float.NaN : statistics[at + low(level) + 2];
  }

  /** Numbers learnt per lead. */
  public int statisticsPerLead() {
    return width;
  }

  private static int low(int level) {
    return FIXED + PER_LEVEL * level;
  }

  private int index(int lead) {
    return leads.index(lead) * width;
  }
}
