package dev.foretide.linalg;

import org.jspecify.annotations.Nullable;

/**
 * The arrays of one step of an LSTM layer, for any number of rows (sequences) at once. A row of
 * gates has all units of i, then f, then g, then o.
 *
 * <pre>  i, f, o = sigmoid(z)    g = tanh(z)    c' = f c + i g    h' = o tanh(c')</pre>
 *
 * <p>All matrices have as many rows and are made by {@link Kernels#zeros}, or are rows of such. One
 * owner thread at a time.
 */
public final class LstmStep {
  /** Gates of a unit: input, forget, cell candidate, output. */
  public static final int GATES = 4;

  private static final int CANDIDATE = 2;

  final int units;
  final float[] scale;
  final Matrix gates;
  final Matrix cellBefore;
  final Matrix cell;
  final Matrix cellTanh;
  final Matrix hidden;
  private @Nullable Row row;

  /** One row in arrays of their own, as the scalar twin needs it. */
  static final class Row {
    final float[] gates;
    final float[] i;
    final float[] f;
    final float[] g;
    final float[] o;
    final float[] c;
    final float[] t;
    final float[] d;

    Row(int units) {
      gates = new float[GATES * units];
      i = new float[units];
      f = new float[units];
      g = new float[units];
      o = new float[units];
      c = new float[units];
      t = new float[units];
      d = new float[units];
    }
  }

  /**
   * The cells of a step, each {@code [rows, units]}.
   *
   * @param before c
   * @param after c'; may be {@code before}
   * @param tanh of c'
   */
  public record Cells(Matrix before, Matrix after, Matrix tanh) {}

  /**
   * Views of one step's arrays.
   *
   * @param scale {@link #scale} for these units, shared by all steps of a layer
   * @param gates {@code [rows, 4 units]}: z before the step, i, f, g, o after it, dz after the step
   *     back
   * @param hidden h', {@code [rows, units]}
   */
  public LstmStep(float[] scale, Matrix gates, Cells cells, Matrix hidden) {
    this.units = hidden.columns();
    this.scale = scale;
    this.gates = gates;
    this.cellBefore = cells.before();
    this.cell = cells.after();
    this.cellTanh = cells.tanh();
    this.hidden = hidden;
    int rows = hidden.rows();
    requireShape("gates", gates, rows, GATES * units);
    requireShape("cell before", cellBefore, rows, units);
    requireShape("cell", cell, rows, units);
    requireShape("tanh of cell", cellTanh, rows, units);
  }

  /**
   * The scale s of each column of the gates, which makes all of them one function, {@code s tanh(s
   * z) + 1 - s}: 1/2 for a sigmoid, as {@code sigmoid(z) = tanh(z/2) / 2 + 1/2}, and 1 for tanh.
   */
  public static float[] scale(Kernels kernels, int units) {
    float[] scale = new float[kernels.stride(GATES * units)];
    for (int j = 0; j < scale.length; j++) {
      scale[j] = j / units == CANDIDATE ? 1 : 0.5f;
    }
    return scale;
  }

  /** Made when it is first needed, kept after. */
  Row row() {
    Row own = row;
    if (own == null) {
      own = new Row(units);
      row = own;
    }
    return own;
  }

  static void requireShape(String name, Matrix matrix, int rows, int columns) {
    if (matrix.rows() != rows || matrix.columns() != columns) {
      throw new IllegalArgumentException(
          name + " is " + matrix + ", must be [" + rows + ", " + columns + "]");
    }
  }
}
