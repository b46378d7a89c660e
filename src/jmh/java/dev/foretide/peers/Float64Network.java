package dev.foretide.peers;

import dev.foretide.nn.LayerSpec;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The equations in double precision, written for the reader and not for speed: what every
 * implementation is held to before it is timed. One window at a time, one array per step.
 *
 * <p>Loss is the mean over windows and outputs of {@code (yhat - y)^2}, with {@code yhat} the
 * output at the last step. Equations as in PyTorch's LSTM; backward is Graves (2012).
 */
final class Float64Network {

  /** A layer that remembers its last forward pass for its backward pass. */
  interface Layer {
    /** {@code [steps][inputs]} to {@code [steps][outputs]}, from a zero state. */
    double[][] forward(double[][] x);

    /** {@code dLoss/dOutput} to {@code dLoss/dInput}; adds to the gradients. */
    double[][] backward(double[][] dY);

    /** Per parameter of the layer, flat. */
    List<double[]> gradients();
  }

  private final List<Layer> layers = new ArrayList<>();
  private final int inputSize;
  private final int outputSize;

  Float64Network(Network network) {
    this.inputSize = network.architecture().inputSize();
    this.outputSize = network.architecture().outputSize();
    Iterator<Tensor> next = network.parameters().iterator();
    for (LayerSpec spec : PlainLayers.of(network.architecture())) {
      layers.add(
          spec instanceof LayerSpec.Lstm
              ? new Float64Lstm(next.next(), next.next(), next.next(), next.next())
              : new Float64Dense(next.next(), next.next()));
    }
  }

  /** Outputs at the last step of every window, {@code [count, outputSize]}. */
  double[] predict(Batch batch) {
    double[] outputs = new double[batch.count() * outputSize];
    for (int b = 0; b < batch.count(); b++) {
      double[][] y = forward(batch.window(b));
      System.arraycopy(y[y.length - 1], 0, outputs, b * outputSize, outputSize);
    }
    return outputs;
  }

  /**
   * Outputs at every step of one window {@code [steps, inputSize]}: {@code [steps][outputSize]}.
   */
  double[][] forward(float[] window) {
    double[][] x = new double[window.length / inputSize][inputSize];
    for (int j = 0; j < window.length; j++) {
      x[j / inputSize][j % inputSize] = window[j];
    }
    for (Layer layer : layers) {
      x = layer.forward(x);
    }
    return x;
  }

  /** The gradients of a batch, added to those before it. Returns the loss. */
  double accumulate(Batch batch) {
    double loss = 0;
    double share = 1.0 / batch.targets().length;
    for (int b = 0; b < batch.count(); b++) {
      double[][] y = forward(batch.window(b));
      double[][] d = new double[y.length][outputSize];
      for (int o = 0; o < outputSize; o++) {
        double error = y[y.length - 1][o] - batch.targets()[b * outputSize + o];
        loss += share * error * error;
        d[y.length - 1][o] = share * 2 * error;
      }
      for (int l = layers.size() - 1; l >= 0; l--) {
        d = layers.get(l).backward(d);
      }
    }
    return loss;
  }

  /** Per parameter, in the order of {@link Network#parameters()}. */
  List<double[]> gradients() {
    return layers.stream().flatMap(layer -> layer.gradients().stream()).toList();
  }
}
