package dev.foretide.score;

/**
 * Page-Hinkley test for a lasting rise of a series of non-negative values, here normalised errors.
 *
 * <pre>
 *   z_t = x_t / mean(x_1 .. x_t) - 1 - delta,  m_t = sum of z,  alarm when m_t - min m &gt; threshold
 * </pre>
 *
 * After Page, "Continuous inspection schemes", Biometrika 1954. Starts anew after an alarm. Owned
 * by one thread.
 */
public final class PageHinkley {
  private static final double DELTA = 0.2;
  private static final double THRESHOLD = 50;
  private static final int WARM_UP = 200;

  private long count;
  private double mean;
  private double sum;
  private double smallest;

  /**
   * Takes the next value.
   *
   * @return true when the values have risen for good
   */
  public boolean rises(double value) {
    count++;
    mean += (value - mean) / count;
    if (count <= WARM_UP || mean == 0) {
      return false;
    }
    sum += value / mean - 1 - DELTA;
    smallest = Math.min(smallest, sum);
    if (sum - smallest <= THRESHOLD) {
      return false;
    }
    count = 0;
    mean = 0;
    sum = 0;
    smallest = 0;
    return true;
  }
}
