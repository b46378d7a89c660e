package dev.foretide.series;

import java.util.Arrays;

/**
 * Sliding window over the newest steps of one series: a ring of {@code capacity} rows of {@code
 * features} float32 values.
 *
 * <p>Rows are addressed by age: 0 is the newest step. A row is <em>measured</em> when a reading
 * stands behind it and not a gap filling. Owned by one thread.
 */
public final class Window {
  private final int capacity;
  private final int features;
  private final float[] values;
  private final boolean[] measured;
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
    this.measured = new boolean[capacity];
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
    Arrays.fill(measured, false);
  }

  /**
   * Adds a step as the newest one.
   *
   * @param row {@code [features]}, read only
   */
  public void append(float[] row, boolean isMeasured) {
    newest = newest + 1 == capacity ? 0 : newest + 1;
    size = Math.min(size + 1, capacity);
    System.arraycopy(row, 0, values, newest * features, features);
    measured[newest] = isMeasured;
  }

  /** Value of one feature, {@code age} steps before the newest. */
  public float value(int age, int feature) {
    return values[slot(age) * features + feature];
  }

  public boolean measured(int age) {
    return measured[slot(age)];
  }

  /** Overwrites one value; the step counts as measured from now on. */
  public void correct(int age, int feature, float value) {
    int slot = slot(age);
    values[slot * features + feature] = value;
    measured[slot] = true;
  }

  private int slot(int age) {
    if (age < 0 || age >= size) {
      throw new IndexOutOfBoundsException("age " + age + " in a window of " + size + " steps");
    }
    int slot = newest - age;
    return slot < 0 ? slot + capacity : slot;
  }
}
