package dev.foretide.peers;

import dev.foretide.nn.Tensor;
import java.util.List;

/** {@code y = W x + b} at every step. */
final class Float64Dense implements Float64Network.Layer {
  private final int inputs;
  private final int outputs;
  private final float[] weight; // [O, I]
  private final float[] bias;
  private final double[] dWeight;
  private final double[] dBias;
  private double[][] x = {};

  Float64Dense(Tensor weight, Tensor bias) {
    this.outputs = weight.shape()[0];
    this.inputs = weight.shape()[1];
    this.weight = weight.data();
    this.bias = bias.data();
    this.dWeight = new double[weight.data().length];
    this.dBias = new double[bias.data().length];
  }

  @Override
  public double[][] forward(double[][] input) {
    x = input;
    double[][] y = new double[x.length][outputs];
    for (int t = 0; t < x.length; t++) {
      for (int o = 0; o < outputs; o++) {
        y[t][o] = bias[o];
        for (int k = 0; k < inputs; k++) {
          y[t][o] += weight[o * inputs + k] * x[t][k];
        }
      }
    }
    return y;
  }

  @Override
  public double[][] backward(double[][] dY) {
    double[][] dX = new double[dY.length][inputs];
    for (int t = 0; t < dY.length; t++) {
      for (int o = 0; o < outputs; o++) {
        dBias[o] += dY[t][o];
        for (int k = 0; k < inputs; k++) {
          dWeight[o * inputs + k] += dY[t][o] * x[t][k];
          dX[t][k] += dY[t][o] * weight[o * inputs + k];
        }
      }
    }
    return dX;
  }

  @Override
  public List<double[]> gradients() {
    return List.of(dWeight, dBias);
  }
}
