package dev.foretide.linalg;

import java.util.Objects;

/**
 * A view of {@code rows x columns} floats in a flat array: element (r, c) is {@code data[offset + r
 * * rowStride + c * columnStride]}. It copies nothing; writing to the array writes to the matrix.
 *
 * <p>Rows that a product writes to, or starts from, are {@link Kernels#stride} floats apart,
 * because the twins write whole vectors: what lies between the last column and the next row is
 * scribbled on.
 *
 * <p>A view is immutable, the array behind it belongs to whoever made it.
 */
public final class Matrix {
  final float[] data;
  final int offset;
  final int rowStride;
  final int columnStride;
  private final int rows;
  private final int columns;

  private Matrix(float[] data, int offset, int[] size, int[] stride) {
    this.data = data;
    this.offset = offset;
    this.rows = size[0];
    this.columns = size[1];
    this.rowStride = stride[0];
    this.columnStride = stride[1];
    if (rows < 0 || columns < 0 || rowStride < 0) {
      throw new IllegalArgumentException(this + ", row stride " + rowStride + ": negative");
    }
    if (rows > 0 && columns > 0) {
      long last = offset + (rows - 1L) * rowStride + (columns - 1L) * columnStride;
      Objects.checkIndex(offset, data.length);
      Objects.checkIndex(last, (long) data.length);
    }
  }

  /** Views a whole array from its start, without space between rows. */
  public static Matrix of(float[] data, int rows, int columns) {
    return of(data, 0, rows, columns, columns);
  }

  /**
   * Views part of an array.
   *
   * @param data shared, not copied
   * @param offset index of element (0, 0)
   * @param rowStride floats from one row to the next; 0 repeats one row
   * @throws IndexOutOfBoundsException if the array is too short for the view
   */
  public static Matrix of(float[] data, int offset, int rows, int columns, int rowStride) {
    return new Matrix(data, offset, new int[] {rows, columns}, new int[] {rowStride, 1});
  }

  /** Views one row as many. */
  public static Matrix repeatedRow(float[] row, int rows, int columns) {
    return of(row, 0, rows, columns, 0);
  }

  /** Views the same floats with rows and columns exchanged. */
  public Matrix transposed() {
    return new Matrix(data, offset, new int[] {columns, rows}, new int[] {columnStride, rowStride});
  }

  /** Views some of the rows. */
  public Matrix rows(int from, int count) {
    Objects.checkFromIndexSize(from, count, rows);
    int at = count == 0 ? offset : index(from, 0);
    return new Matrix(data, at, new int[] {count, columns}, new int[] {rowStride, columnStride});
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Number of columns. */
  public int columns() {
    return columns;
  }

  /**
   * Adds this matrix to one without space between rows.
   *
   * @param target {@code [rows, columns]}, modified
   */
  public void addTo(float[] target) {
    Objects.checkFromToIndex(0, rows * columns, target.length);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        target[r * columns + c] += data[index(r, c)];
      }
    }
  }

  /** The array behind, shared. */
  public float[] data() {
    return data;
  }

  /** Index in the array of an element. */
  public int index(int row, int column) {
    return offset + row * rowStride + column * columnStride;
  }

  @Override
  public String toString() {
    return "[" + rows + ", " + columns + "]";
  }
}
