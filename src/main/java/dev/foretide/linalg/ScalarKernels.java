package dev.foretide.linalg;

/**
 * The scalar twin: plain Java that C2 vectorises by itself.
 *
 * <p>That is brittle, hence three rules for changing it: every array in an inner loop is indexed by
 * the bare {@code [j]}, because in JDK 17 C2 can prove only so that loads and stores do not
 * overlap; bodies stay small (one row by six factors and four rows by two are vectorised, four by
 * four is too large to be unrolled and then is not); a change is judged by measuring, never by
 * reading. Rows therefore live in arrays of their own, and parts of flat arrays are copied to and
 * fro.
 */
final class ScalarKernels extends Kernels {
  static final ScalarKernels INSTANCE = new ScalarKernels();

  private static final int TILE_ROWS = 4;
  private static final int TILE_DEPTH = 2;

  private ScalarKernels() {}

  /** One array per row. */
  private static final class Rows extends PackedMatrix {
    final float[][] data;

    Rows(int rows, int columns) {
      super(rows, columns);
      data = new float[rows][columns];
    }

    @Override
    void set(int row, int column, float value) {
      data[row][column] = value;
    }
  }

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int stride(int columns) {
    return columns;
  }

  @Override
  PackedMatrix packed(int rows, int columns) {
    return new Rows(rows, columns);
  }

  @Override
  void multiply(Matrix init, Matrix a, PackedMatrix b, Matrix c) {
    float[][] w = ((Rows) b).data;
    if (c.rows() == 1 && c.offset == 0) {
      copyRow(init, 0, c.data, c.columns());
      addVectorMatrix(a.data, a.offset, w, c.data, c.columns());
      return;
    }
    int n = c.columns();
    float[][] y = new float[Math.min(TILE_ROWS, c.rows())][n];
    float[] factors = new float[TILE_ROWS * TILE_DEPTH];
    int r = 0;
    for (; r + TILE_ROWS <= c.rows(); r += TILE_ROWS) {
      for (int i = 0; i < TILE_ROWS; i++) {
        copyRow(init, r + i, y[i], n);
      }
      addFourRows(a, r, w, y, factors);
      for (int i = 0; i < TILE_ROWS; i++) {
        System.arraycopy(y[i], 0, c.data, c.index(r + i, 0), n);
      }
    }
    for (; r < c.rows(); r++) {
      copyRow(init, r, y[0], n);
      addVectorMatrix(a.data, a.index(r, 0), w, y[0], n);
      System.arraycopy(y[0], 0, c.data, c.index(r, 0), n);
    }
  }

  private static void copyRow(Matrix from, int row, float[] to, int n) {
    if (from.data != to) {
      System.arraycopy(from.data, from.index(row, 0), to, 0, n);
    }
  }

  /** {@code y += x w}. */
  private static void addVectorMatrix(float[] x, int at, float[][] w, float[] y, int n) {
    int k = 0;
    for (; k + 6 <= w.length; k += 6) {
      addSixRows(x, at + k, w, k, y, n);
    }
    for (; k < w.length; k++) {
      addRow(x[at + k], w[k], y, n);
    }
  }

  /** {@code y[0..3] += a[row..row+3, :] w}. */
  private static void addFourRows(Matrix a, int row, float[][] w, float[][] y, float[] factors) {
    int n = y[0].length;
    int k = 0;
    for (; k + TILE_DEPTH <= w.length; k += TILE_DEPTH) {
      for (int i = 0; i < TILE_ROWS; i++) {
        int at = a.index(row + i, k);
        factors[2 * i] = a.data[at];
        factors[2 * i + 1] = a.data[at + 1];
      }
      addTwoToFour(factors, w, k, y, n);
    }
    if (k < w.length) {
      for (int i = 0; i < TILE_ROWS; i++) {
        addRow(a.data[a.index(row + i, k)], w[k], y[i], n);
      }
    }
  }

  @Override
  void multiplyTransposed(Matrix a, Matrix b, Matrix c) {
    int n = b.columns();
    float[][] w = new float[b.rows()][n];
    for (int r = 0; r < b.rows(); r++) {
      copyRow(b, r, w[r], n);
    }
    float[][] y = new float[TILE_ROWS][n];
    float[] factors = new float[TILE_ROWS * TILE_DEPTH];
    for (int k = 0; k < c.rows(); k += TILE_ROWS) {
      int last = Math.min(TILE_ROWS, c.rows() - k) - 1;
      for (int i = 0; i <= last; i++) {
        copyRow(c, k + i, y[i], n);
      }
      int r = 0;
      for (; r + TILE_DEPTH <= a.rows(); r += TILE_DEPTH) {
        for (int i = 0; i < TILE_ROWS; i++) {
          factors[2 * i] = a.data[a.index(r, k + Math.min(i, last))];
          factors[2 * i + 1] = a.data[a.index(r + 1, k + Math.min(i, last))];
        }
        addTwoToFour(factors, w, r, y, n);
      }
      for (int i = 0; i <= last; i++) {
        if (r < a.rows()) {
          addRow(a.data[a.index(r, k + i)], w[r], y[i], n);
        }
        System.arraycopy(y[i], 0, c.data, c.index(k + i, 0), n);
      }
    }
  }

  /** {@code y += a * w}. */
  private static void addRow(float a, float[] w, float[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = Math.fma(a, w[j], y[j]);
    }
  }

  /** {@code y[i] += f[2i] * w[from] + f[2i + 1] * w[from + 1]} for i in 0..3. */
  private static void addTwoToFour(float[] f, float[][] w, int from, float[][] y, int n) {
    float a0 = f[0];
    float b0 = f[1];
    float a1 = f[2];
    float b1 = f[3];
    float a2 = f[4];
    float b2 = f[5];
    float a3 = f[6];
    float b3 = f[7];
    float[] w0 = w[from];
    float[] w1 = w[from + 1];
    float[] y0 = y[0];
    float[] y1 = y[1];
    float[] y2 = y[2];
    float[] y3 = y[3];
    for (int j = 0; j < n; j++) {
      float p = w0[j];
      float q = w1[j];
      y0[j] = Math.fma(b0, q, Math.fma(a0, p, y0[j]));
      y1[j] = Math.fma(b1, q, Math.fma(a1, p, y1[j]));
      y2[j] = Math.fma(b2, q, Math.fma(a2, p, y2[j]));
      y3[j] = Math.fma(b3, q, Math.fma(a3, p, y3[j]));
    }
  }

  /** {@code y += sum of x[at + i] * w[from + i]} for i in 0..5. */
  private static void addSixRows(float[] x, int at, float[][] w, int from, float[] y, int n) {
    float a0 = x[at];
    float a1 = x[at + 1];
    float a2 = x[at + 2];
    float a3 = x[at + 3];
    float a4 = x[at + 4];
    float a5 = x[at + 5];
    float[] w0 = w[from];
    float[] w1 = w[from + 1];
    float[] w2 = w[from + 2];
    float[] w3 = w[from + 3];
    float[] w4 = w[from + 4];
    float[] w5 = w[from + 5];
    for (int j = 0; j < n; j++) {
      float s = Math.fma(a2, w2[j], Math.fma(a1, w1[j], Math.fma(a0, w0[j], y[j])));
      y[j] = Math.fma(a5, w5[j], Math.fma(a4, w4[j], Math.fma(a3, w3[j], s)));
    }
  }

  @Override
  public void forward(LstmStep step) {
    int n = step.units;
    LstmStep.Row s = step.row();
    for (int r = 0; r < step.gates.rows(); r++) {
      System.arraycopy(step.gates.data, step.gates.index(r, 0), s.gates, 0, 4 * n);
      scaledTanh(s.gates, step.scale, 4 * n);
      System.arraycopy(s.gates, 0, step.gates.data, step.gates.index(r, 0), 4 * n);
      splitGates(s, n);
      copyRow(step.cellBefore, r, s.c, n);
      addGated(s, n);
      System.arraycopy(s.c, 0, step.cell.data, step.cell.index(r, 0), n);
      scaledTanh(s.c, n, 1);
      System.arraycopy(s.c, 0, step.cellTanh.data, step.cellTanh.index(r, 0), n);
      multiply(s.o, s.c, n);
      System.arraycopy(s.c, 0, step.hidden.data, step.hidden.index(r, 0), n);
    }
  }

  private static void splitGates(LstmStep.Row s, int n) {
    System.arraycopy(s.gates, 0, s.i, 0, n);
    System.arraycopy(s.gates, n, s.f, 0, n);
    System.arraycopy(s.gates, 2 * n, s.g, 0, n);
    System.arraycopy(s.gates, 3 * n, s.o, 0, n);
  }

  private static void addGated(LstmStep.Row s, int n) {
    float[] i = s.i;
    float[] f = s.f;
    float[] g = s.g;
    float[] c = s.c;
    for (int j = 0; j < n; j++) {
      c[j] = Math.fma(f[j], c[j], i[j] * g[j]);
    }
  }

  /** {@code y *= x}. */
  private static void multiply(float[] x, float[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] *= x[j];
    }
  }

  @Override
  void cellBackward(LstmStep step, Matrix dHidden, Matrix dCell) {
    int n = step.units;
    LstmStep.Row s = step.row();
    for (int r = 0; r < step.gates.rows(); r++) {
      System.arraycopy(step.gates.data, step.gates.index(r, 0), s.gates, 0, 4 * n);
      splitGates(s, n);
      copyRow(step.cellTanh, r, s.t, n);
      copyRow(dHidden, r, s.d, n);
      copyRow(dCell, r, s.c, n);
      outputBackward(s, n);
      copyRow(step.cellBefore, r, s.t, n);
      gatesBackward(s, n);
      System.arraycopy(s.c, 0, dCell.data, dCell.index(r, 0), n);
      System.arraycopy(s.i, 0, step.gates.data, step.gates.index(r, 0), n);
      System.arraycopy(s.f, 0, step.gates.data, step.gates.index(r, n), n);
      System.arraycopy(s.g, 0, step.gates.data, step.gates.index(r, 2 * n), n);
      System.arraycopy(s.o, 0, step.gates.data, step.gates.index(r, 3 * n), n);
    }
  }

  /** {@code t}: tanh of the cell, {@code d}: dh, {@code c}: dc; {@code o} becomes dzo. */
  private static void outputBackward(LstmStep.Row s, int n) {
    float[] o = s.o;
    float[] t = s.t;
    float[] d = s.d;
    float[] dc = s.c;
    for (int j = 0; j < n; j++) {
      dc[j] = Math.fma(d[j] * o[j], 1 - t[j] * t[j], dc[j]);
      o[j] = d[j] * t[j] * (o[j] - o[j] * o[j]);
    }
  }

  /** {@code t}: cell before, {@code c}: dc; i, f, g become dz, dc that of the step before. */
  private static void gatesBackward(LstmStep.Row s, int n) {
    float[] i = s.i;
    float[] f = s.f;
    float[] g = s.g;
    float[] t = s.t;
    float[] dc = s.c;
    for (int j = 0; j < n; j++) {
      float di = dc[j] * g[j] * (i[j] - i[j] * i[j]);
      g[j] = dc[j] * i[j] * (1 - g[j] * g[j]);
      i[j] = di;
    }
    for (int j = 0; j < n; j++) {
      float df = dc[j] * t[j] * (f[j] - f[j] * f[j]);
      dc[j] = dc[j] * f[j];
      f[j] = df;
    }
  }

  @Override
  void scaledTanh(float[] v, int n, float scale) {
    for (int j = 0; j < n; j++) {
      v[j] = scaledTanh(v[j], scale);
    }
  }

  private static void scaledTanh(float[] v, float[] scale, int n) {
    for (int j = 0; j < n; j++) {
      v[j] = scaledTanh(v[j], scale[j]);
    }
  }
}
