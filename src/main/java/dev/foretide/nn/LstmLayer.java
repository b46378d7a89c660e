package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import dev.foretide.linalg.PackedMatrix;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LSTM layer in training, from a zero state; the equations are those of {@link StepLayer.Lstm}.
 * With z the pre-activations of a gate and {@code dh} the gradient that reaches h from above and
 * from the next step, backward through time is, from the last step to the first (Graves, 2012):
 *
 * <pre>  dzo = dh tanh(c) o (1 - o)
 *  dc += dh o (1 - tanh(c)^2)
 *  dzi = dc g i (1 - i)      dzg = dc i (1 - g^2)      dzf = dc c' f (1 - f)     c' one step before
 *  dc' = dc f                dh' += dz R
 *  dW += dz^T x              dR += dz^T h'             db += sum over rows of dz  dX += dz W</pre>
 *
 * <p>The products with W and x are made for all steps at once; only those with R go step by step.
 */
final class LstmLayer implements Layer {
  private final int units;
  private final Matrix weightIh; // [4H, I]
  private final Matrix weightHh; // [4H, H]
  private final float[] biasIh;
  private final float[] biasHh;
  private final float[] dWeightIh;
  private final float[] dWeightHh;
  private final float[] dBiasIh;
  private final float[] dBiasHh;
  private Cache cache = new Cache(0, 0, 0);

  LstmLayer(Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh) {
    this.units = weightHh.shape()[1];
    this.weightIh = Matrix.of(weightIh.data(), 4 * units, weightIh.shape()[1]);
    this.weightHh = Matrix.of(weightHh.data(), 4 * units, units);
    this.biasIh = biasIh.data();
    this.biasHh = biasHh.data();
    this.dWeightIh = new float[weightIh.data().length];
    this.dWeightHh = new float[weightHh.data().length];
    this.dBiasIh = new float[4 * units];
    this.dBiasHh = new float[4 * units];
  }

  /**
   * What backward needs of forward. Per step and gate one array, so that loops are over bare
   * indices.
   */
  private static final class Cache {
    final float[] z; // [steps, batch, 4H]: pre-activations, then their gradients
    final float[] h; // [steps, batch, H]
    final float[][] i; // [steps][batch * H]
    final float[][] f;
    final float[][] g;
    final float[][] o;
    final float[][] c;
    final float[][] tanhC;
    final float[] dh; // [batch * H] from here on
    final float[] dc;
    final float[] dGate;
    final float[] zeros;

    Cache(int steps, int batch, int units) {
      int n = batch * units;
      z = new float[steps * 4 * n];
      h = new float[steps * n];
      i = new float[steps][n];
      f = new float[steps][n];
      g = new float[steps][n];
      o = new float[steps][n];
      c = new float[steps][n];
      tanhC = new float[steps][n];
      dh = new float[n];
      dc = new float[n];
      dGate = new float[n];
      zeros = new float[n];
    }

    boolean holds(Extent extent, int units) {
      return i.length >= extent.steps() && zeros.length >= extent.batch() * units;
    }
  }

  @Override
  public float[] forward(float[] x, Extent extent, boolean training) {
    if (!cache.holds(extent, units)) {
      cache = new Cache(extent.steps(), extent.batch(), units);
    }
    int rows = extent.rows();
    int gates = 4 * units;
    float[] bias = biasIh.clone();
    Kernels.add(biasHh, bias, gates);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(bias, 0, cache.z, r * gates, gates);
    }
    Kernels.addProduct(
        Matrix.of(x, rows, weightIh.columns()),
        PackedMatrix.ofTransposed(weightIh),
        Matrix.of(cache.z, rows, gates));
    PackedMatrix recurrent = PackedMatrix.ofTransposed(weightHh);
    for (int t = 0; t < extent.steps(); t++) {
      if (t > 0) {
        Kernels.addProduct(hidden(t - 1, 1, extent), recurrent, gates(t, 1, extent));
      }
      cell(t, extent.batch());
    }
    return cache.h;
  }

  private void cell(int t, int batch) {
    int n = batch * units;
    float[] c = cache.c[t];
    copyGate(t, batch, 0, cache.i[t]);
    copyGate(t, batch, 1, cache.f[t]);
    copyGate(t, batch, 2, cache.g[t]);
    copyGate(t, batch, 3, cache.o[t]);
    Kernels.sigmoid(cache.i[t], n);
    Kernels.sigmoid(cache.f[t], n);
    Kernels.tanh(cache.g[t], n);
    Kernels.sigmoid(cache.o[t], n);
    System.arraycopy(cellBefore(t), 0, c, 0, n);
    Kernels.addGated(cache.i[t], cache.g[t], cache.f[t], c, n);
    System.arraycopy(c, 0, cache.tanhC[t], 0, n);
    Kernels.tanh(cache.tanhC[t], n);
    Kernels.multiply(cache.o[t], cache.tanhC[t], cache.dh, n); // dh is free in forward
    System.arraycopy(cache.dh, 0, cache.h, t * n, n);
  }

  @Override
  public void backward(float[] x, float[] dY, float @Nullable [] dX, Extent extent) {
    int n = extent.batch() * units;
    PackedMatrix recurrent = PackedMatrix.of(weightHh);
    Arrays.fill(cache.dc, 0);
    for (int t = extent.steps() - 1; t >= 0; t--) {
      System.arraycopy(dY, t * n, cache.dh, 0, n);
      cellBackward(t, extent.batch());
      if (t > 0) {
        // dY of the step before takes in what comes back through the recurrence.
        Kernels.addProduct(
            gates(t, 1, extent), recurrent, Matrix.of(dY, (t - 1) * n, extent.batch(), units));
      }
    }
    int rows = extent.rows();
    Matrix dZ = gates(0, extent.steps(), extent);
    Matrix inputs = Matrix.of(x, rows, weightIh.columns());
    addWeightGradient(inputs, dZ, weightIh, dWeightIh);
    if (extent.steps() > 1) {
      int later = extent.steps() - 1;
      addWeightGradient(hidden(0, later, extent), gates(1, later, extent), weightHh, dWeightHh);
    }
    float[] dBias = new float[4 * units];
    Kernels.addColumnSums(dZ, dBias);
    Kernels.add(dBias, dBiasIh, dBias.length);
    Kernels.add(dBias, dBiasHh, dBias.length);
    if (dX != null) {
      Kernels.addProduct(dZ, PackedMatrix.of(weightIh), Matrix.of(dX, rows, weightIh.columns()));
    }
  }

  /**
   * Turns dh and dc of a step into the gradients of its pre-activations, and dc of the step before.
   */
  private void cellBackward(int t, int batch) {
    int n = batch * units;
    float[] dc = cache.dc;
    float[] d = cache.dGate;
    Kernels.multiply(cache.dh, cache.tanhC[t], d, n);
    Kernels.sigmoidBackward(cache.o[t], d, n);
    pasteGate(d, t, batch, 3);

    Kernels.multiply(cache.dh, cache.o[t], d, n);
    Kernels.tanhBackward(cache.tanhC[t], d, n);
    Kernels.add(d, dc, n);

    Kernels.multiply(dc, cache.g[t], d, n);
    Kernels.sigmoidBackward(cache.i[t], d, n);
    pasteGate(d, t, batch, 0);

    Kernels.multiply(dc, cellBefore(t), d, n);
    Kernels.sigmoidBackward(cache.f[t], d, n);
    pasteGate(d, t, batch, 1);

    Kernels.multiply(dc, cache.i[t], d, n);
    Kernels.tanhBackward(cache.g[t], d, n);
    pasteGate(d, t, batch, 2);

    Kernels.multiply(dc, cache.f[t], dc, n);
  }

  @Override
  public List<float[]> gradients() {
    return List.of(dWeightIh, dWeightHh, dBiasIh, dBiasHh);
  }

  private float[] cellBefore(int t) {
    return t > 0 ? cache.c[t - 1] : cache.zeros;
  }

  /** Hidden states of some steps: {@code [steps * batch, H]}. */
  private Matrix hidden(int fromStep, int steps, Extent extent) {
    int n = extent.batch() * units;
    return Matrix.of(cache.h, fromStep * n, steps * extent.batch(), units);
  }

  /** Pre-activations of some steps, or their gradients: {@code [steps * batch, 4H]}. */
  private Matrix gates(int fromStep, int steps, Extent extent) {
    int n = extent.batch() * 4 * units;
    return Matrix.of(cache.z, fromStep * n, steps * extent.batch(), 4 * units);
  }

  /** Copies one gate of a step into an array of its own. */
  private void copyGate(int t, int batch, int gate, float[] to) {
    for (int b = 0; b < batch; b++) {
      int from = ((t * batch + b) * 4 + gate) * units;
      System.arraycopy(cache.z, from, to, b * units, units);
    }
  }

  private void pasteGate(float[] from, int t, int batch, int gate) {
    for (int b = 0; b < batch; b++) {
      int to = ((t * batch + b) * 4 + gate) * units;
      System.arraycopy(from, b * units, cache.z, to, units);
    }
  }

  private static void addWeightGradient(Matrix x, Matrix dZ, Matrix weight, float[] dWeight) {
    PackedMatrix transposed = new PackedMatrix(x.columns(), dZ.columns());
    Kernels.addTransposedProduct(x, dZ, transposed);
    transposed.addTransposedTo(Matrix.of(dWeight, weight.rows(), weight.columns()));
  }
}
