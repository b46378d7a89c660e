package dev.foretide.linalg;

import java.util.Arrays;

/**
 * A matrix copied into the layout that {@link Kernels} read fastest: the right factor of a product,
 * or the sum that a product is accumulated into.
 *
 * <p>The layout is one array per row. HotSpot's C2 vectorises a loop only when it can prove that
 * its loads and stores do not overlap, and in JDK 17 it can do so only if every array is indexed by
 * the bare loop variable; rows inside one flat array need an offset, separate arrays do not. Code
 * outside this package must not rely on it.
 *
 * <p>Packing costs one pass over the matrix, so pack once and multiply often. A packed matrix that
 * is no longer changed may be read by any number of threads; {@link #set}, {@link #setTransposed},
 * {@link #clear} and use as a sum need one owner.
 */
public final class PackedMatrix {
  /** {@code [rows][columns]}. */
  final float[][] data;

  private final int columns;

  /** A matrix of zeros. */
  public PackedMatrix(int rows, int columns) {
    this.data = new float[rows][columns];
    this.columns = columns;
  }

  /** A packed copy of a matrix. */
  public static PackedMatrix of(Matrix source) {
    PackedMatrix packed = new PackedMatrix(source.rows(), source.columns());
    packed.set(source);
    return packed;
  }

  /** A packed copy of the transpose of a matrix: {@code [source.columns, source.rows]}. */
  public static PackedMatrix ofTransposed(Matrix source) {
    PackedMatrix packed = new PackedMatrix(source.columns(), source.rows());
    packed.setTransposed(source);
    return packed;
  }

  /** Number of rows. */
  public int rows() {
    return data.length;
  }

  /** Number of columns. */
  public int columns() {
    return columns;
  }

  /**
   * Overwrites this matrix with a copy of {@code source}.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public void set(Matrix source) {
    requireShape(source, data.length, columns);
    for (int r = 0; r < data.length; r++) {
      System.arraycopy(source.data, source.rowOffset(r), data[r], 0, columns);
    }
  }

  /**
   * Overwrites this matrix with a copy of the transpose of {@code source}.
   *
   * @throws IllegalArgumentException if {@code source} is not {@code [columns, rows]}
   */
  public void setTransposed(Matrix source) {
    requireShape(source, columns, data.length);
    for (int r = 0; r < data.length; r++) {
      float[] row = data[r];
      for (int c = 0; c < columns; c++) {
        row[c] = source.data[source.rowOffset(c) + r];
      }
    }
  }

  /** Sets every element to zero. */
  public void clear() {
    for (float[] row : data) {
      Arrays.fill(row, 0);
    }
  }

  /**
   * Adds the transpose of this matrix to {@code target}, which is modified.
   *
   * @throws IllegalArgumentException if {@code target} is not {@code [columns, rows]}
   */
  public void addTransposedTo(Matrix target) {
    requireShape(target, columns, data.length);
    for (int r = 0; r < data.length; r++) {
      float[] row = data[r];
      for (int c = 0; c < columns; c++) {
        target.data[target.rowOffset(c) + r] += row[c];
      }
    }
  }

  private static void requireShape(Matrix matrix, int rows, int columns) {
    if (matrix.rows() != rows || matrix.columns() != columns) {
      throw new IllegalArgumentException(
          "matrix is " + matrix + ", must be [" + rows + ", " + columns + "]");
    }
  }

  @Override
  public String toString() {
    return "[" + data.length + ", " + columns + "]";
  }
}
