package dev.foretide.series;

import java.util.Arrays;

/**
 * The slowly moving scale of one series, per feature: level, spread and change.
 *
 * <p>Exponentially weighted means with the weight {@code max(1 / n, 1 / memory)}, so that the first
 * readings count in full:
 *
 * <pre>
 *   level  = mean of x
 *   spread = mean of |x - level|      (the level before x)
 *   change = mean of |x - previous x|
 * </pre>
 *
 * Absolute deviations, not squares, and one or two values in a row that lie farther than {@value
 * #FAR} spreads from the level count as that far only: a sensor that reports 99999 once must not
 * flatten a series for days. The third in a row is a new level. The scale is causal: it knows only
 * what was absorbed. Owned by one thread.
 */
public final class Scale {
  private static final double FAR = 20;
  private static final int MOST_OUTLIERS = 2;

  /** Values that a spread must have seen before it says what is far. */
  private static final int WARM = 20;

  /** Values saved per feature. */
  private static final int WIDTH = 5;

  private static final double RELATIVE_FLOOR = 1e-6;
  private static final double ABSOLUTE_FLOOR = 1e-9;

  private final int memory;
  private final double[] level;
  private final double[] spread;
  private final double[] change;
  private final double[] previous;
  private final int[] outliers;
  private int count;

  /**
   * An empty scale.
   *
   * @param features number of features
   * @param memory readings after which an old one has lost most of its weight
   */
  public Scale(int features, int memory) {
    if (features < 1 || memory < 2) {
      throw new IllegalArgumentException(
          "scale of %d features with a memory of %d, must be at least 1 and 2"
              .formatted(features, memory));
    }
    this.memory = memory;
    this.level = new double[features];
    this.spread = new double[features];
    this.change = new double[features];
    this.previous = new double[features];
    this.outliers = new int[features];
  }

  public void clear() {
    count = 0;
    for (double[] moments : new double[][] {level, spread, change, previous}) {
      Arrays.fill(moments, 0);
    }
    Arrays.fill(outliers, 0);
  }

  /**
   * Learns from one step.
   *
   * @param row {@code [features]}, finite, read only
   */
  public void absorb(float[] row) {
    count = Math.min(count + 1, memory);
    double weight = 1.0 / count;
    for (int f = 0; f < level.length; f++) {
      double x = tamed(f, row[f]);
      if (count == 1) {
        level[f] = x;
      } else {
        spread[f] += weight * (Math.abs(x - level[f]) - spread[f]);
        change[f] += weight * (Math.abs(x - previous[f]) - change[f]);
        level[f] += weight * (x - level[f]);
      }
      previous[f] = x;
    }
  }

  /** The value, or where it lies far off and those before did not, as far as counts. */
  private double tamed(int f, double x) {
    double farthest = FAR * spread[f];
    double deviation = x - level[f];
    if (count <= WARM || spread[f] <= floor(f) || Math.abs(deviation) <= farthest) {
      outliers[f] = 0;
      return x;
    }
    outliers[f] = Math.min(outliers[f] + 1, MOST_OUTLIERS + 1);
    return outliers[f] > MOST_OUTLIERS ? x : level[f] + Math.copySign(farthest, deviation);
  }

  /** The next step does not follow the one before: its change is not a change of one step. */
  public void breakOff(float[] row) {
    for (int f = 0; f < previous.length; f++) {
      previous[f] = row[f];
    }
  }

  /** Steps absorbed, counted up to the memory. */
  public int count() {
    return count;
  }

  public double level(int feature) {
    return level[feature];
  }

  /** Mean absolute deviation from the level, never below a floor relative to the level. */
  public double spread(int feature) {
    return Math.max(spread[feature], floor(feature));
  }

  /** Mean absolute change from step to step, never below a floor relative to the level. */
  public double change(int feature) {
    return Math.max(change[feature], floor(feature));
  }

  private double floor(int feature) {
    return Math.max(ABSOLUTE_FLOOR, RELATIVE_FLOOR * Math.abs(level[feature]));
  }

  /** Number of doubles that {@link #save} writes. */
  public int stateSize() {
    return WIDTH * level.length + 1;
  }

  /** Writes the state to {@code target[0 .. stateSize())}. */
  public void save(double[] target) {
    target[0] = count;
    for (int f = 0; f < level.length; f++) {
      int at = 1 + WIDTH * f;
      target[at] = level[f];
      target[at + 1] = spread[f];
      target[at + 2] = change[f];
      target[at + 3] = previous[f];
      target[at + 4] = outliers[f];
    }
  }

  /** Reads what {@link #save} wrote. */
  public void restore(double[] source) {
    count = (int) source[0];
    for (int f = 0; f < level.length; f++) {
      int at = 1 + WIDTH * f;
      level[f] = source[at];
      spread[f] = source[at + 1];
      change[f] = source[at + 2];
      previous[f] = source[at + 3];
      outliers[f] = (int) source[at + 4];
    }
  }
}
