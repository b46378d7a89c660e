package dev.foretide.nn;

import java.util.Arrays;

/**
 * Cuts a table into overlapping windows to train on: window {@code w} is made of rows {@code w} to
 * {@code w + steps - 1}, and the targets at a row {@code r} of it are those of the rows {@code r +
 * 1} to {@code r + horizon}. A table of n rows gives {@code n - steps - horizon + 1} windows.
 *
 * <p>Immutable. Scaling is the caller's: the values are taken as they are.
 *
 * @param steps rows of a window, at least 1
 * @param horizon leads, at least 1; the output size of the network
 * @param placement at which steps of a window there are targets
 */
public record SlidingWindows(int steps, int horizon, Placement placement) {

  /** At which steps of a window there are targets. */
  public enum Placement {
    /** At its last step: Keras' {@code return_sequences=False} in the last LSTM layer. */
    LAST_STEP,
    /** At each of its steps: Keras' {@code return_sequences=True} in every LSTM layer. */
    EVERY_STEP
  }

  /** Checks the sizes. */
  public SlidingWindows {
    if (steps < 1 || horizon < 1) {
      throw new IllegalArgumentException(
          "sliding windows of steps %d, horizon %d: each must be at least 1"
              .formatted(steps, horizon));
    }
  }

  /**
   * Windows whose targets are a column of the table.
   *
   * @param table {@code [rows, columns]}, finite, not modified
   * @param columns at least 1
   * @param target number of the column, from 0
   * @throws IllegalArgumentException as {@link #over(float[], int, float[])}, or if there is no
   *     such column
   */
  public Sequences over(float[] table, int columns, int target) {
    int rows = rows(table, columns);
    if (target < 0 || target >= columns) {
      throw new IllegalArgumentException(
          "target column %d: must be from 0 to %d".formatted(target, columns - 1));
    }
    float[] targets = new float[rows];
    for (int r = 0; r < rows; r++) {
      targets[r] = table[r * columns + target];
    }
    return over(table, columns, targets);
  }

  /**
   * Windows with targets of their own.
   *
   * @param table {@code [rows, columns]}, finite, not modified
   * @param columns at least 1
   * @param targets {@code [rows]}, finite or NaN for none, not modified
   * @throws IllegalArgumentException if the arrays do not fit each other, are too short for one
   *     window, or hold another value; the message names row and column
   */
  public Sequences over(float[] table, int columns, float[] targets) {
    int rows = rows(table, columns);
    if (targets.length != rows) {
      throw new IllegalArgumentException(
          "targets has %d values: must be %d, one for each row of the table"
              .formatted(targets.length, rows));
    }
    long count = (long) rows - steps - horizon + 1;
    if (count < 1) {
      throw new IllegalArgumentException(
          "table of %d rows: must be at least %d = steps %d + horizon %d"
              .formatted(rows, (long) steps + horizon, steps, horizon));
    }
    requireValues(table, columns, targets);
    Sequences.Shape shape = new Sequences.Shape((int) count, steps, columns, horizon);
    float[] x = new float[size(shape.count(), columns)];
    float[] y = new float[size(shape.count(), horizon)];
    Arrays.fill(y, Float.NaN);
    for (int w = 0; w < shape.count(); w++) {
      System.arraycopy(table, w * columns, x, w * steps * columns, steps * columns);
      for (int t = placement == Placement.LAST_STEP ? steps - 1 : 0; t < steps; t++) {
        System.arraycopy(targets, w + t + 1, y, (w * steps + t) * horizon, horizon);
      }
    }
    return new Sequences(shape, x, y);
  }

  private int size(int count, int width) {
    long size = Math.multiplyExact((long) count * steps, (long) width);
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d windows * steps %d * %d values: must be at most %d floats; take fewer rows"
              .formatted(count, steps, width, Integer.MAX_VALUE));
    }
    return (int) size;
  }

  private static int rows(float[] table, int columns) {
    if (columns < 1 || table.length % columns != 0) {
      throw new IllegalArgumentException(
          "table of %d values, columns %d: must be whole rows of at least 1 column"
              .formatted(table.length, columns));
    }
    return table.length / columns;
  }

  private static void requireValues(float[] table, int columns, float[] targets) {
    for (int j = 0; j < table.length; j++) {
      if (!Float.isFinite(table[j])) {
        throw new IllegalArgumentException(
            "row %d, column %d of the table is %s: must be finite"
                .formatted(j / columns, j % columns, table[j]));
      }
    }
    for (int r = 0; r < targets.length; r++) {
      if (Float.isInfinite(targets[r])) {
        throw new IllegalArgumentException(
            "target of row %d is %s: must be finite, or NaN for none".formatted(r, targets[r]));
      }
    }
  }
}
