package dev.foretide.linalg;

import java.util.Objects;

/**
 * A view of {@code rows x columns} floats in a flat row-major array: element (r, c) is {@code
 * data[offset + r * columns + c]}. It copies nothing; writing to the array writes to the matrix.
 *
 * <p>A view is immutable, the array behind it belongs to whoever made it.
 */
public final class Matrix {
  final float[] data;
  final int offset;
  private final int rows;
  private final int columns;

  private Matrix(float[] data, int offset, int rows, int columns) {
    this.data = data;
    this.offset = offset;
    this.rows = rows;
    this.columns = columns;
  }

  /** Views a whole array from its start. */
  public static Matrix of(float[] data, int rows, int columns) {
    return of(data, 0, rows, columns);
  }

  /**
   * Views part of an array.
   *
   * @param data shared, not copied
   * @param offset index of element (0, 0)
   * @throws IndexOutOfBoundsException if the array is too short for the view
   */
  public static Matrix of(float[] data, int offset, int rows, int columns) {
    Objects.checkFromIndexSize(offset, Math.multiplyExact(rows, columns), data.length);
    return new Matrix(data, offset, rows, columns);
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Number of columns, which is also the distance between two rows. */
  public int columns() {
    return columns;
  }

  /** Index in the array of the first element of a row. */
  int rowOffset(int row) {
    return offset + row * columns;
  }

  @Override
  public String toString() {
    return "[" + rows + ", " + columns + "]";
  }
}
