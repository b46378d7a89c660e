package dev.foretide.series;

import java.util.Arrays;

/**
 * Sliding window over the newest steps of one series: a ring of {@code capacity} rows of {@code
 * features} float32 values.
 *
 * <p>Rows are addressed by age: 0 is the newest step. Beside each value stands the number of
 * readings behind it: a value is <em>measured</em> when there is one at least, and not only a gap
 * filling or a held value. Owned by one thread.
 */
public final class Window {
  /** Readings are counted up to here; the mean of more forgets the oldest slowly. */
  public static final int MOST_READINGS = Byte.MAX_VALUE;

  private final int capacity;
  private final int features;
  private final float[] values;
  private final byte[] readings;
  private int newest = -1;
  private int size;

  /** An empty window. */
  public Window(int capacity, int features) {
    if (capacity < 2 || features < 1) {
      throw new IllegalArgumentException(
          "window of %d steps and %d features, must be at least 2 and 1"
              .formatted(capacity, features));
    }
    this.capacity = capacity;
    this.features = features;
    this.values = new float[capacity * features];
    this.readings = new byte[capacity * features];
  }

  public int capacity() {
    return capacity;
  }

  public int features() {
    return features;
  }

  /** Steps in the window, at most {@link #capacity()}. */
  public int size() {
    return size;
  }

  public void clear() {
    size = 0;
    newest = -1;
    Arrays.fill(readings, (byte) 0);
  }

  /**
   * Adds a step as the newest one.
   *
   * @param row {@code [features]}, read only
   * @param isMeasured whether one reading stands behind each value, or none
   */
  public void append(float[] row, boolean isMeasured) {
    int from = advance(row);
    Arrays.fill(readings, from, from + features, (byte) (isMeasured ? 1 : 0));
  }

  /**
   * Adds a step as the newest one.
   *
   * @param row {@code [features]}, read only
   * @param counts {@code [features]} readings behind each value, read only; 0 is not measured
   */
  public void append(float[] row, int[] counts) {
    int from = advance(row);
    for (int f = 0; f < features; f++) {
      readings[from + f] = (byte) Math.min(MOST_READINGS, counts[f]);
    }
  }

  private int advance(float[] row) {
    newest = newest + 1 == capacity ? 0 : newest + 1;
    size = Math.min(size + 1, capacity);
    System.arraycopy(row, 0, values, newest * features, features);
    return newest * features;
  }

  /** Value of one feature, {@code age} steps before the newest. */
  public float value(int age, int feature) {
    return values[slot(age) * features + feature];
  }

  /** Copies values of one feature, see {@link SeriesContext#copy}. */
  void copy(int age, int feature, float[] into, int count) {
    int known = Math.min(count, size - age);
    int at = slot(age) * features + feature;
    for (int i = 0; i < known; i++) {
      into[i] = values[at];
      at -= features;
      if (at < 0) {
        at += values.length;
      }
    }
    Arrays.fill(into, known, count, into[known - 1]);
  }

  /** Whether any value of a step was measured. */
  public boolean measured(int age) {
    int from = slot(age) * features;
    for (int f = 0; f < features; f++) {
      if (readings[from + f] > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether the value of one feature was measured. */
  public boolean measured(int age, int feature) {
    return readings(age, feature) > 0;
  }

  /** Readings behind one value, counted up to {@link #MOST_READINGS}. */
  public int readings(int age, int feature) {
    return readings[slot(age) * features + feature];
  }

  /** Overwrites one value; it counts as measured from now on. */
  public void correct(int age, int feature, float value) {
    int at = slot(age) * features + feature;
    values[at] = value;
    readings[at] = (byte) Math.max(1, readings[at]);
  }

  /** Overwrites one value that is not measured, nor is it then. */
  void fill(int age, int feature, float value) {
    values[slot(age) * features + feature] = value;
  }

  /** Folds one more reading into a value; the first one of a value replaces what was filled in. */
  public void fold(int age, int feature, double value, Aggregate aggregate) {
    int at = slot(age) * features + feature;
    int count = readings[at];
    values[at] = (float) (count == 0 ? value : aggregate.fold(values[at], count, value));
    readings[at] = (byte) Math.min(MOST_READINGS, count + 1);
  }

  /**
   * Copies all steps, oldest first.
   *
   * @param intoValues {@code [size, features]}, written
   * @param intoReadings the same of the readings behind each value, written
   * @return number of values
   */
  public int copy(float[] intoValues, byte[] intoReadings) {
    int count = size * features;
    int first = newest - size + 1;
    int from = (first < 0 ? first + capacity : first) * features;
    int head = Math.min(count, values.length - from);
    System.arraycopy(values, from, intoValues, 0, head);
    System.arraycopy(values, 0, intoValues, head, count - head);
    System.arraycopy(readings, from, intoReadings, 0, head);
    System.arraycopy(readings, 0, intoReadings, head, count - head);
    return count;
  }

  /**
   * Replaces all steps by those of a {@link #copy}.
   *
   * @param steps how many, at most {@link #capacity()}
   */
  public void restore(float[] fromValues, byte[] fromReadings, int steps) {
    System.arraycopy(fromValues, 0, values, 0, steps * features);
    System.arraycopy(fromReadings, 0, readings, 0, steps * features);
    size = steps;
    newest = steps - 1;
  }

  private int slot(int age) {
    if (age < 0 || age >= size) {
      throw new IndexOutOfBoundsException("age " + age + " in a window of " + size + " steps");
    }
    int slot = newest - age;
    return slot < 0 ? slot + capacity : slot;
  }
}
