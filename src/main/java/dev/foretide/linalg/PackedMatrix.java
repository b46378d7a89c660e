package dev.foretide.linalg;

/**
 * The right factor of a product, copied into the layout that one of the {@link Kernels} reads
 * fastest. Made by {@link Kernels#pack}, and only for the kernels that made it.
 *
 * <p>Packing costs one pass over the matrix, so pack once and multiply often. A packed matrix that
 * is no longer changed may be read by any number of threads; {@link #set} needs one owner.
 */
public abstract class PackedMatrix {
  private final int rows;
  private final int columns;

  PackedMatrix(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
  }

  /** Number of rows. */
  public final int rows() {
    return rows;
  }

  /** Number of columns. */
  public final int columns() {
    return columns;
  }

  /**
   * Overwrites this matrix with a copy of {@code source}.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public final void set(Matrix source) {
    if (source.rows() != rows || source.columns() != columns) {
      throw new IllegalArgumentException("matrix is " + source + ", must be " + this);
    }
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        set(r, c, source.data[source.index(r, c)]);
      }
    }
  }

  abstract void set(int row, int column, float value);

  @Override
  public final String toString() {
    return "[" + rows + ", " + columns + "]";
  }
}
