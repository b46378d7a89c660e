package dev.foretide.forecast;

import dev.foretide.series.Aggregate;
import java.util.Arrays;

/**
 * Readings of steps that are not in the window yet: the open step of a dense series, and features
 * of steps whose target has not come.
 *
 * <p>A ring of {@code gap.max + 1} steps, addressed by the number of the step: of what may still be
 * filled or opened nothing is pushed out. Per step and feature it keeps the aggregate so far and
 * the number of readings behind it. Owned by one thread.
 */
final class PendingSteps {
  /** Stands for no step. */
  static final long NONE = Long.MIN_VALUE;

  private final int features;
  private final long[] steps;
  private final double[] values;
  private final int[] counts;

  PendingSteps(int capacity, int features) {
    this.features = features;
    this.steps = new long[capacity];
    this.values = new double[capacity * features];
    this.counts = new int[capacity * features];
    clear();
  }

  void clear() {
    Arrays.fill(steps, NONE);
  }

  int capacity() {
    return steps.length;
  }

  /** The step in a place of the ring, or {@link #NONE}. */
  long stepAt(int place) {
    return steps[place];
  }

  /**
   * Makes place for a step that may not be held yet.
   *
   * @return false when a newer step has its place
   */
  boolean hold(long step) {
    int place = place(step);
    if (steps[place] > step) {
      return false;
    }
    if (steps[place] < step) {
      steps[place] = step;
      Arrays.fill(counts, place * features, (place + 1) * features, 0);
    }
    return true;
  }

  /** Folds one reading of one feature into a step that is held. */
  void fold(long step, int feature, double value, Aggregate aggregate) {
    int at = place(step) * features + feature;
    values[at] = counts[at] == 0 ? value : aggregate.fold(values[at], counts[at], value);
    counts[at]++;
  }

  /** Sets what is known of one feature of a step that is held. */
  void put(long step, int feature, double value, int count) {
    int at = place(step) * features + feature;
    values[at] = value;
    counts[at] = count;
  }

  /** Readings of one feature of a step; 0 when the step is not held. */
  int count(long step, int feature) {
    int place = place(step);
    return steps[place] == step ? counts[place * features + feature] : 0;
  }

  /** Aggregate of one feature of a step; without meaning when its count is 0. */
  double value(long step, int feature) {
    return values[place(step) * features + feature];
  }

  /** The newest step that has a reading of a feature, or {@link #NONE}. */
  long newestWith(int feature) {
    long newest = NONE;
    for (int place = 0; place < steps.length; place++) {
      if (steps[place] > newest && counts[place * features + feature] > 0) {
        newest = steps[place];
      }
    }
    return newest;
  }

  /** Forgets a step and all before it: they are in the window now, or behind it. */
  void forgetUpTo(long step) {
    for (int place = 0; place < steps.length; place++) {
      if (steps[place] <= step) {
        steps[place] = NONE;
      }
    }
  }

  private int place(long step) {
    return (int) Math.floorMod(step, (long) steps.length);
  }
}
