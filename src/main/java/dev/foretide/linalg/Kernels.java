package dev.foretide.linalg;

import java.util.Arrays;

/**
 * The hot arithmetic of the network: products of matrices and elementwise functions, float32, on
 * one thread, without allocation except where a method says so.
 *
 * <p>Plain Java that C2 vectorises by itself. That is brittle, hence three rules for changing it:
 * every array in an inner loop is indexed by the bare {@code [j]}; bodies stay small (one row by
 * six factors and four rows by two are vectorised on JDK 17, four by four is too large to be
 * unrolled and then is not); a change is judged by measuring, never by reading. {@link Math#fma}
 * needs a processor with fused multiply-add (x86-64 since 2013, every AArch64); on others it is
 * correct but slow.
 *
 * <p>Arrays never alias unless a method says "in place". Methods whose name begins with {@code add}
 * accumulate: the caller zeroes.
 */
public final class Kernels {
  /** Beyond this, tanh is 1 in float32. */
  private static final float TANH_CLAMP = 7.905311f;

  private Kernels() {}

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

  /** {@code y[j] += a * x[j]} for j in 0..n-1; {@code y} is modified. */
  public static void axpy(float a, float[] x, float[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = Math.fma(a, x[j], y[j]);
    }
  }

  /**
   * Row vector times matrix: {@code y += x w}.
   *
   * @param x {@code w.rows()} floats from {@code xOffset}, not modified
   * @param w {@code [k, n]}
   * @param y the first n floats are modified; longer arrays are allowed
   */
  public static void addVectorMatrix(float[] x, int xOffset, PackedMatrix w, float[] y) {
    float[][] rows = w.data;
    int n = w.columns();
    int k = 0;
    for (; k + 6 <= rows.length; k += 6) {
      addSixRows(x, xOffset + k, rows, k, y, n);
    }
    for (; k + 2 <= rows.length; k += 2) {
      addTwoRows(x[xOffset + k], rows[k], x[xOffset + k + 1], rows[k + 1], y, n);
    }
    if (k < rows.length) {
      axpy(x[xOffset + k], rows[k], y, n);
    }
  }

  /**
   * {@code c += a b}; with {@link PackedMatrix#ofTransposed} this is also {@code c += a b^T}.
   * Allocates four rows of {@code c}.
   *
   * @param a {@code [m, k]}
   * @param b {@code [k, n]}
   * @param c {@code [m, n]}, modified
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static void addProduct(Matrix a, PackedMatrix b, Matrix c) {
    requireProduct(a.columns() == b.rows(), a, b, c);
    requireProduct(a.rows() == c.rows() && b.columns() == c.columns(), a, b, c);
    int n = c.columns();
    float[][] y = new float[4][n];
    float[] factors = new float[8];
    int r = 0;
    for (; r + 4 <= c.rows(); r += 4) {
      for (int i = 0; i < 4; i++) {
        System.arraycopy(c.data, c.rowOffset(r + i), y[i], 0, n);
      }
      addFourRows(a, r, b.data, y, factors);
      for (int i = 0; i < 4; i++) {
        System.arraycopy(y[i], 0, c.data, c.rowOffset(r + i), n);
      }
    }
    for (; r < c.rows(); r++) {
      System.arraycopy(c.data, c.rowOffset(r), y[0], 0, n);
      addVectorMatrix(a.data, a.rowOffset(r), b, y[0]);
      System.arraycopy(y[0], 0, c.data, c.rowOffset(r), n);
    }
  }

  /**
   * {@code c += a^T b}, the form of a weight gradient. Allocates two rows of {@code b}.
   *
   * @param a {@code [m, k]}
   * @param b {@code [m, n]}
   * @param c {@code [k, n]}, modified
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static void addTransposedProduct(Matrix a, Matrix b, PackedMatrix c) {
    requireProduct(a.rows() == b.rows(), a, b, c);
    requireProduct(a.columns() == c.rows() && b.columns() == c.columns(), a, b, c);
    int n = b.columns();
    float[][] w = new float[2][n];
    float[] factors = new float[8];
    for (int r = 0; r < a.rows(); r += 2) {
      boolean pair = r + 1 < a.rows();
      int first = a.rowOffset(r);
      int second = pair ? a.rowOffset(r + 1) : first;
      System.arraycopy(b.data, b.rowOffset(r), w[0], 0, n);
      if (pair) {
        System.arraycopy(b.data, b.rowOffset(r + 1), w[1], 0, n);
      } else {
        Arrays.fill(w[1], 0);
      }
      int k = 0;
      for (; k + 4 <= c.rows(); k += 4) {
        for (int i = 0; i < 4; i++) {
          factors[2 * i] = a.data[first + k + i];
          factors[2 * i + 1] = a.data[second + k + i];
        }
        addTwoToFour(factors, w, 0, c.data, k, n);
      }
      for (; k < c.rows(); k++) {
        addTwoRows(a.data[first + k], w[0], a.data[second + k], w[1], c.data[k], n);
      }
    }
  }

  /** Sums the rows of a matrix: {@code y[j] += sum over r of a(r, j)}; allocates one row. */
  public static void addColumnSums(Matrix a, float[] y) {
    int n = a.columns();
    float[] row = new float[n];
    for (int r = 0; r < a.rows(); r++) {
      System.arraycopy(a.data, a.rowOffset(r), row, 0, n);
      add(row, y, n);
    }
  }

  /** {@code y[j] += x[j]}; {@code y} is modified. */
  public static void add(float[] x, float[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] += x[j];
    }
  }

  /** {@code out[j] = x[j] * y[j]}; {@code out} may be {@code x} or {@code y}. */
  public static void multiply(float[] x, float[] y, float[] out, int n) {
    for (int j = 0; j < n; j++) {
      out[j] = x[j] * y[j];
    }
  }

  /** {@code c[j] = f[j] * c[j] + i[j] * g[j]}: the cell of an LSTM; {@code c} is modified. */
  public static void addGated(float[] i, float[] g, float[] f, float[] c, int n) {
    for (int j = 0; j < n; j++) {
      c[j] = Math.fma(f[j], c[j], i[j] * g[j]);
    }
  }

  /** {@code v[j] = 1 / (1 + exp(-v[j]))} in place; absolute error below 2e-7, NaN stays NaN. */
  public static void sigmoid(float[] v, int n) {
    // sigmoid(x) = 1/2 + tanh(x/2) / 2
    scaledTanh(v, n, 0.5f, 0.5f, 0.5f);
  }

  /** {@code v[j] = tanh(v[j])} in place; absolute error below 4e-7, NaN stays NaN. */
  public static void tanh(float[] v, int n) {
    scaledTanh(v, n, 1, 1, 0);
  }

  /** {@code d[j] *= y[j] (1 - y[j])} in place: the gradient through {@code y = sigmoid(x)}. */
  public static void sigmoidBackward(float[] y, float[] d, int n) {
    for (int j = 0; j < n; j++) {
      d[j] *= y[j] * (1 - y[j]);
    }
  }

  /** {@code d[j] *= 1 - y[j]^2} in place: the gradient through {@code y = tanh(x)}. */
  public static void tanhBackward(float[] y, float[] d, int n) {
    for (int j = 0; j < n; j++) {
      d[j] *= 1 - y[j] * y[j];
    }
  }

  /**
   * {@code v = shift + factor * tanh(scale * v)} by the rational approximation of degree 13 over 6
   * with the coefficients of Eigen's {@code ptanh_float}. {@link Math#tanh} is exact to the last
   * bit, which nobody needs here, and is not vectorised.
   */
  private static void scaledTanh(float[] v, int n, float scale, float factor, float shift) {
    for (int j = 0; j < n; j++) {
      float x = Math.max(-TANH_CLAMP, Math.min(TANH_CLAMP, v[j] * scale));
      float z = x * x;
      float p = Math.fma(z, -2.7607684e-16f, 2.000188e-13f);
      p = Math.fma(z, p, -8.604672e-11f);
      p = Math.fma(z, p, 5.1222973e-8f);
      p = Math.fma(z, p, 1.48572235e-5f);
      p = Math.fma(z, p, 6.3726195e-4f);
      p = Math.fma(z, p, 4.8935246e-3f);
      float q = Math.fma(z, 1.1982584e-6f, 1.1853471e-4f);
      q = Math.fma(z, q, 2.2684347e-3f);
      q = Math.fma(z, q, 4.893525e-3f);
      v[j] = Math.fma(factor, x * p / q, shift);
    }
  }

  /** {@code y[0..3] += a[row..row+3, :] b}. */
  private static void addFourRows(Matrix a, int row, float[][] b, float[][] y, float[] factors) {
    int n = y[0].length;
    int k = 0;
    for (; k + 2 <= b.length; k += 2) {
      for (int i = 0; i < 4; i++) {
        int at = a.rowOffset(row + i) + k;
        factors[2 * i] = a.data[at];
        factors[2 * i + 1] = a.data[at + 1];
      }
      addTwoToFour(factors, b, k, y, 0, n);
    }
    if (k < b.length) {
      for (int i = 0; i < 4; i++) {
        axpy(a.data[a.rowOffset(row + i) + k], b[k], y[i], n);
      }
    }
  }

  /** {@code y[to + i] += f[2i] * w[from] + f[2i + 1] * w[from + 1]} for i in 0..3. */
  private static void addTwoToFour(float[] f, float[][] w, int from, float[][] y, int to, int n) {
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
    float[] y0 = y[to];
    float[] y1 = y[to + 1];
    float[] y2 = y[to + 2];
    float[] y3 = y[to + 3];
    for (int j = 0; j < n; j++) {
      float p = w0[j];
      float q = w1[j];
      y0[j] = Math.fma(b0, q, Math.fma(a0, p, y0[j]));
      y1[j] = Math.fma(b1, q, Math.fma(a1, p, y1[j]));
      y2[j] = Math.fma(b2, q, Math.fma(a2, p, y2[j]));
      y3[j] = Math.fma(b3, q, Math.fma(a3, p, y3[j]));
    }
  }

  /** {@code y += a0 * w0 + a1 * w1}. */
  private static void addTwoRows(float a0, float[] w0, float a1, float[] w1, float[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = Math.fma(a1, w1[j], Math.fma(a0, w0[j], y[j]));
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

  private static void requireProduct(boolean fits, Object a, Object b, Object c) {
    if (!fits) {
      throw new IllegalArgumentException("shapes do not fit: " + a + " by " + b + " into " + c);
    }
  }
}
