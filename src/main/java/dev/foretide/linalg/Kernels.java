package dev.foretide.linalg;

/**
 * The hot arithmetic of the network: products of matrices and the functions of an LSTM cell,
 * float32, on the calling thread.
 *
 * <p>There are two implementations, twins: {@link #scalar()} is plain Java that the compiler
 * vectorises by itself, and {@link #best()} is the Vector API where the JVM has it, else the scalar
 * one. The twins give the same bits: every element is one chain of fused multiply-adds in the order
 * of the summed index, whatever the tiles, and the functions are the same polynomials. So neither
 * the twin, nor the number of rows computed at once, nor whether a product is computed whole or in
 * parts one after the other, changes a result.
 *
 * <p>{@link Math#fma} needs a processor with fused multiply-add (x86-64 since 2013, every AArch64);
 * on others it is correct but slow. Kernels hold no state and may be shared by threads.
 */
public abstract class Kernels {
  /** Beyond this, tanh is 1 in float32. */
  static final float TANH_CLAMP = 7.905311f;

  // Numerator and denominator of tanh(x) / x in x^2, highest power first: the rational
  // approximation of degree 13 over 6 with the coefficients of Eigen's ptanh_float.
  static final float P6 = -2.7607684e-16f;
  static final float P5 = 2.000188e-13f;
  static final float P4 = -8.604672e-11f;
  static final float P3 = 5.1222973e-8f;
  static final float P2 = 1.48572235e-5f;
  static final float P1 = 6.3726195e-4f;
  static final float P0 = 4.8935246e-3f;
  static final float Q3 = 1.1982584e-6f;
  static final float Q2 = 1.1853471e-4f;
  static final float Q1 = 2.2684347e-3f;
  static final float Q0 = 4.893525e-3f;

  /** Twins are this package's only. */
  Kernels() {}

  /** The fastest kernels that this JVM can run; always the same object. */
  public static Kernels best() {
    return KernelChoice.MADE.kernels();
  }

  /** The kernels that run on every JVM. */
  public static Kernels scalar() {
    return ScalarKernels.INSTANCE;
  }

  /** One line for the log: what {@link #best()} is and, if it is the scalar twin, why. */
  public static String choice() {
    return KernelChoice.MADE.reason();
  }

  /** Short name: {@code scalar} or {@code vector-512}. */
  public abstract String name();

  /** Floats from one row to the next of a matrix of so many columns that products write to. */
  public abstract int stride(int columns);

  /** A matrix of zeros that products and cells may write to. */
  public final Matrix zeros(int rows, int columns) {
    int stride = stride(columns);
    int room = stride(1); // so that a whole vector may be read from anywhere in the last row
    float[] data = new float[Math.addExact(Math.multiplyExact(rows, stride), room)];
    return Matrix.of(data, 0, rows, columns, stride);
  }

  /** A packed copy of a matrix. */
  public final PackedMatrix pack(Matrix source) {
    PackedMatrix packed = packed(source.rows(), source.columns());
    packed.set(source);
    return packed;
  }

  abstract PackedMatrix packed(int rows, int columns);

  /**
   * {@code c = init + a b}. With one row and a matrix {@code c} at the start of its array nothing
   * is allocated.
   *
   * @param init {@code [m, n]}; may be {@code c}, or one row repeated
   * @param a {@code [m, k]}, rows without space inside
   * @param b {@code [k, n]}, packed by these kernels
   * @param c {@code [m, n]}, overwritten
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public final void product(Matrix init, Matrix a, PackedMatrix b, Matrix c) {
    boolean fits =
        a.columns() == b.rows()
            && a.rows() == c.rows()
            && b.columns() == c.columns()
            && init.rows() == c.rows()
            && init.columns() == c.columns()
            && a.columnStride == 1;
    if (!fits) {
      throw new IllegalArgumentException(
          "shapes do not fit: " + init + " + " + a + " by " + b + " into " + c);
    }
    multiply(init, a, b, c);
  }

  abstract void multiply(Matrix init, Matrix a, PackedMatrix b, Matrix c);

  /**
   * {@code c += a^T b}, the form of a weight gradient.
   *
   * @param a {@code [m, k]}
   * @param b {@code [m, n]}, rows {@link #stride} apart
   * @param c {@code [k, n]}, modified
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public final void addTransposedProduct(Matrix a, Matrix b, Matrix c) {
    if (a.rows() != b.rows() || a.columns() != c.rows() || b.columns() != c.columns()) {
      throw new IllegalArgumentException(
          "shapes do not fit: transpose of " + a + " by " + b + " into " + c);
    }
    multiplyTransposed(a, b, c);
  }

  abstract void multiplyTransposed(Matrix a, Matrix b, Matrix c);

  /** Carries the cells of all rows one step forward; see {@link LstmStep}. */
  public abstract void forward(LstmStep step);

  /**
   * Carries gradients one step back. With dh and dc the gradients that reach h' and c':
   *
   * <pre>  dc += dh o (1 - tanh(c')^2)
   *  dzi = dc g i (1 - i)      dzf = dc c f (1 - f)
   *  dzg = dc i (1 - g^2)      dzo = dh tanh(c') o (1 - o)      dc = dc f</pre>
   *
   * @param step after {@link #forward}; its gates become dz
   * @param dHidden {@code [rows, units]}, not modified
   * @param dCell {@code [rows, units]}, from dc' to dc
   */
  public final void backward(LstmStep step, Matrix dHidden, Matrix dCell) {
    LstmStep.requireShape("dHidden", dHidden, step.gates.rows(), step.units);
    LstmStep.requireShape("dCell", dCell, step.gates.rows(), step.units);
    cellBackward(step, dHidden, dCell);
  }

  abstract void cellBackward(LstmStep step, Matrix dHidden, Matrix dCell);

  /** One unit of one row back, with the very operations of both twins. */
  static void cellBackward(LstmStep step, Matrix dHidden, Matrix dCell, int row, int unit) {
    float[] gates = step.gates.data;
    int at = step.gates.index(row, unit);
    int n = step.units;
    float i = gates[at];
    float f = gates[at + n];
    float g = gates[at + 2 * n];
    float o = gates[at + 3 * n];
    float t = step.cellTanh.data[step.cellTanh.index(row, unit)];
    float d = dHidden.data[dHidden.index(row, unit)];
    int cellAt = dCell.index(row, unit);
    float e = Math.fma(d * o, 1 - t * t, dCell.data[cellAt]);
    gates[at] = e * g * (i - i * i);
    gates[at + n] = e * step.cellBefore.data[step.cellBefore.index(row, unit)] * (f - f * f);
    gates[at + 2 * n] = e * i * (1 - g * g);
    gates[at + 3 * n] = d * t * (o - o * o);
    dCell.data[cellAt] = e * f;
  }

  /** {@code v[j] = tanh(v[j])} in place; absolute error below 4e-7, NaN stays NaN. */
  public final void tanh(float[] v, int n) {
    scaledTanh(v, n, 1);
  }

  /** {@code v[j] = 1 / (1 + exp(-v[j]))} in place; absolute error below 2e-7, NaN stays NaN. */
  public final void sigmoid(float[] v, int n) {
    scaledTanh(v, n, 0.5f);
  }

  /** {@code v = s tanh(s v) + 1 - s}, in place, with s = 1 or s = 1/2. */
  abstract void scaledTanh(float[] v, int n, float scale);

  /** The same for one value, with the very operations of both twins. */
  static float scaledTanh(float v, float scale) {
    float x = Math.max(-TANH_CLAMP, Math.min(TANH_CLAMP, v * scale));
    float z = x * x;
    float p = Math.fma(z, P6, P5);
    p = Math.fma(z, p, P4);
    p = Math.fma(z, p, P3);
    p = Math.fma(z, p, P2);
    p = Math.fma(z, p, P1);
    p = Math.fma(z, p, P0);
    float q = Math.fma(z, Q3, Q2);
    q = Math.fma(z, q, Q1);
    q = Math.fma(z, q, Q0);
    return Math.fma(scale, x * p / q, 1 - scale);
  }

  /** Returns the sum of {@code x[xOffset + j] * y[yOffset + j]} for j in 0..n-1. */
  public static float dot(float[] x, int xOffset, float[] y, int yOffset, int n) {
    // Four sums, because one chain of additions waits four cycles for each of them.
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int j = 0;
    for (; j + 4 <= n; j += 4) {
      s0 = Math.fma(x[xOffset + j], y[yOffset + j], s0);
      s1 = Math.fma(x[xOffset + j + 1], y[yOffset + j + 1], s1);
      s2 = Math.fma(x[xOffset + j + 2], y[yOffset + j + 2], s2);
      s3 = Math.fma(x[xOffset + j + 3], y[yOffset + j + 3], s3);
    }
    for (; j < n; j++) {
      s0 = Math.fma(x[xOffset + j], y[yOffset + j], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** {@code y[j] += sum over rows r of a(r, j)}, one row after the other. */
  public static void addColumnSums(Matrix a, float[] y) {
    for (int r = 0; r < a.rows(); r++) {
      int from = a.index(r, 0);
      for (int j = 0; j < a.columns(); j++) {
        y[j] += a.data[from + j];
      }
    }
  }
}
