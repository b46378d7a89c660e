package dev.foretide.peers;

import dev.foretide.nn.Tensor;
import java.util.List;

/**
 * LSTM from a zero state:
 *
 * <pre>  i, f, o = sigmoid(W x + R h + bIh + bHh)      g = tanh(W x + R h + bIh + bHh)
 *  c' = f c + i g                                h' = o tanh(c')</pre>
 *
 * <p>Rows of W and R are four blocks: i, f, g, o.
 */
final class Float64Lstm implements Float64Network.Layer {
  private final int inputs;
  private final int units;
  private final float[] weightIh; // [4H, I]
  private final float[] weightHh; // [4H, H]
  private final float[] biasIh;
  private final float[] biasHh;
  private final double[] dWeightIh;
  private final double[] dWeightHh;
  private final double[] dBias; // of either bias: they only appear as a sum
  private double[][] x = {};
  private double[][] gates = {}; // [steps][4H], activated
  private double[][] c = {}; // [steps + 1][H]; row 0 is the zero state, row t + 1 is after step t
  private double[][] h = {}; // as c

  Float64Lstm(Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh) {
    this.inputs = weightIh.shape()[1];
    this.units = weightHh.shape()[1];
    this.weightIh = weightIh.data();
    this.weightHh = weightHh.data();
    this.biasIh = biasIh.data();
    this.biasHh = biasHh.data();
    this.dWeightIh = new double[weightIh.data().length];
    this.dWeightHh = new double[weightHh.data().length];
    this.dBias = new double[4 * units];
  }

  @Override
  public double[][] forward(double[][] input) {
    x = input;
    int steps = x.length;
    gates = new double[steps][4 * units];
    c = new double[steps + 1][units];
    h = new double[steps + 1][units];
    double[][] y = new double[steps][];
    for (int t = 0; t < steps; t++) {
      for (int r = 0; r < 4 * units; r++) {
        double z = (double) biasIh[r] + biasHh[r];
        for (int k = 0; k < inputs; k++) {
          z += weightIh[r * inputs + k] * x[t][k];
        }
        for (int k = 0; k < units; k++) {
          z += weightHh[r * units + k] * h[t][k];
        }
        boolean candidate = r / units == 2;
        gates[t][r] = candidate ? Math.tanh(z) : 1 / (1 + Math.exp(-z));
      }
      for (int j = 0; j < units; j++) {
        c[t + 1][j] = gates[t][units + j] * c[t][j] + gates[t][j] * gates[t][2 * units + j];
        h[t + 1][j] = gates[t][3 * units + j] * Math.tanh(c[t + 1][j]);
      }
      y[t] = h[t + 1];
    }
    return y;
  }

  @Override
  public double[][] backward(double[][] dY) {
    double[][] dX = new double[dY.length][inputs];
    double[] dh = new double[units];
    double[] dc = new double[units];
    for (int t = dY.length - 1; t >= 0; t--) {
      for (int j = 0; j < units; j++) {
        dh[j] += dY[t][j];
      }
      double[] dz = throughGates(t, dh, dc);
      dh = new double[units];
      for (int r = 0; r < 4 * units; r++) {
        dBias[r] += dz[r];
        for (int k = 0; k < inputs; k++) {
          dWeightIh[r * inputs + k] += dz[r] * x[t][k];
          dX[t][k] += dz[r] * weightIh[r * inputs + k];
        }
        for (int k = 0; k < units; k++) {
          dWeightHh[r * units + k] += dz[r] * h[t][k];
          dh[k] += dz[r] * weightHh[r * units + k];
        }
      }
    }
    return dX;
  }

  /** Gradients of the pre-activations; {@code dc} becomes that of the step before. */
  private double[] throughGates(int t, double[] dh, double[] dc) {
    double[] dz = new double[4 * units];
    for (int j = 0; j < units; j++) {
      double i = gates[t][j];
      double f = gates[t][units + j];
      double g = gates[t][2 * units + j];
      double o = gates[t][3 * units + j];
      double tanhC = Math.tanh(c[t + 1][j]);
      double d = dc[j] + dh[j] * o * (1 - tanhC * tanhC);
      dz[j] = d * g * i * (1 - i);
      dz[units + j] = d * c[t][j] * f * (1 - f);
      dz[2 * units + j] = d * i * (1 - g * g);
      dz[3 * units + j] = dh[j] * tanhC * o * (1 - o);
      dc[j] = d * f;
    }
    return dz;
  }

  @Override
  public List<double[]> gradients() {
    return List.of(dWeightIh, dWeightHh, dBias, dBias);
  }
}
