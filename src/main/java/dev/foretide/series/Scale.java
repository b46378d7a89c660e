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
 * Absolute deviations, not squares, so that one outlier moves the scale little. The scale is
 * causal: it knows only what was absorbed. Owned by one thread.
 */
public final class Scale {
  private static final double RELATIVE_FLOOR = 1e-6;
  private static final double ABSOLUTE_FLOOR = 1e-9;

  private final int memory;
  private final double[] level;
  private final double[] spread;
  private final double[] change;
  private final double[] previous;
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
  }

  public void clear() {
    count = 0;
    for (double[] moments : new double[][] {level, spread, change, previous}) {
      Arrays.fill(moments, 0);
    }
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
      double x = row[f];
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
    return 4 * level.length + 1;
  }

  /** Writes the state to {@code target[0 .. stateSize())}. */
  public void save(double[] target) {
    target[0] = count;
    for (int f = 0; f < level.length; f++) {
      target[1 + 4 * f] = level[f];
      target[2 + 4 * f] = spread[f];
      target[3 + 4 * f] = change[f];
      target[4 + 4 * f] = previous[f];
    }
  }

  /** Reads what {@link #save} wrote. */
  public void restore(double[] source) {
    count = (int) source[0];
    for (int f = 0; f < level.length; f++) {
      level[f] = source[1 + 4 * f];
      spread[f] = source[2 + 4 * f];
      change[f] = source[3 + 4 * f];
      previous[f] = source[4 + 4 * f];
    }
  }
}
