package dev.foretide.score;

/**
 * Page-Hinkley statistic for a lasting rise of a series of non-negative values, here normalised
 * errors.
 *
 * <pre>
 *   r_t = min(x_t / mean(x_1 .. x_t), 5),  z_t = r_t - 1 - delta,  m_t = sum of z,
 *   exceeded while m_t - min m &gt; threshold
 * </pre>
 *
 * After Page, "Continuous inspection schemes", Biometrika 1954. Ratios are capped, since errors
 * have heavy tails and a few outliers are no lasting rise; a capped value enters the mean capped.
 * Owned by one thread.
 */
public final class PageHinkley {
  private static final double DELTA = 0.2;
  private static final double THRESHOLD = 50;
  private static final double CAP = 5;
  private static final int WARM_UP = 200;

  private long count;
  private double mean;
  private double sum;
  private double smallest;

  /**
   * Takes the next value.
   *
   * @return whether the values, up to this one, lie above their mean for good
   */
  public boolean exceeds(double value) {
    count++;
    double capped = mean > 0 ? Math.min(value, CAP * mean) : value;
    mean += (capped - mean) / count;
    if (count <= WARM_UP || mean == 0) {
      return false;
    }
    sum += Math.min(value / mean, CAP) - 1 - DELTA;
    smallest = Math.min(smallest, sum);
    return sum - smallest > THRESHOLD;
  }

  /** Starts anew: the values to come are the new normal. */
  public void restart() {
    count = 0;
    mean = 0;
    sum = 0;
    smallest = 0;
  }
}
