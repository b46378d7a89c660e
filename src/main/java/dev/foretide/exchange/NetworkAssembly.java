package dev.foretide.exchange;

import dev.foretide.model.ModelFormatException;
import dev.foretide.nn.Activation;
import dev.foretide.nn.Architecture;
import dev.foretide.nn.LayerSpec;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a network together layer by layer, in PyTorch's layout: {@code [outputs, inputs]}, gates i,
 * f, g, o. The size of a layer's input is that of the output before, so that a layer that does not
 * fit is refused by its own name. Owned by one thread.
 */
final class NetworkAssembly {
  private final List<LayerSpec> layers = new ArrayList<>();
  private final List<Tensor> parameters = new ArrayList<>();
  private int inputSize;
  private int size;

  /**
   * Weights of an LSTM.
   *
   * @param ih {@code [4 units, inputs]}
   * @param hh {@code [4 units, units]}
   * @param biasIh {@code [4 units]}, or null for zeros
   * @param biasHh {@code [4 units]}, or null for zeros
   */
  record LstmWeights(Tensor ih, Tensor hh, @Nullable Tensor biasIh, @Nullable Tensor biasHh) {}

  /** Adds an LSTM, called {@code name} in messages. */
  void lstm(String name, LstmWeights weights) {
    int[] hh = weights.hh().shape();
    int units = hh.length == 2 ? hh[1] : 0;
    requireShape(name, weights.hh(), 4 * units, units);
    int inputs = takeInputs(name, weights.ih());
    requireShape(name, weights.ih(), 4 * units, inputs);
    String prefix = "lstm." + layers.size() + ".";
    add(prefix + "weight_ih", weights.ih());
    add(prefix + "weight_hh", weights.hh());
    addBias(name, prefix + "bias_ih", weights.biasIh(), 4 * units);
    addBias(name, prefix + "bias_hh", weights.biasHh(), 4 * units);
    layers.add(new LayerSpec.Lstm(units));
    size = units;
  }

  /**
   * Adds a dense layer, called {@code name} in messages.
   *
   * @param weight {@code [outputs, inputs]}
   * @param bias {@code [outputs]}, or null for zeros
   */
  void dense(String name, Tensor weight, @Nullable Tensor bias, Activation activation) {
    int inputs = takeInputs(name, weight);
    int outputs = weight.shape()[0];
    requireShape(name, weight, outputs, inputs);
    String prefix = "dense." + layers.size() + ".";
    add(prefix + "weight", weight);
    addBias(name, prefix + "bias", bias, outputs);
    layers.add(new LayerSpec.Dense(outputs, activation));
    size = outputs;
  }

  void dropout(float rate) {
    layers.add(new LayerSpec.Dropout(rate));
  }

  void activation(Activation activation) {
    layers.add(new LayerSpec.Elementwise(activation));
  }

  /** The network. */
  Network build() {
    if (parameters.isEmpty()) {
      throw new ModelFormatException("no layer with weights, must have at least one");
    }
    return Network.of(new Architecture(inputSize, layers, size), parameters);
  }

  /** Size of the input of the next layer; the first layer with weights says it. */
  private int takeInputs(String name, Tensor weight) {
    if (weight.shape().length != 2) {
      throw new ModelFormatException(
          "%s: weights have shape %s, must have two dimensions"
              .formatted(name, Arrays.toString(weight.shape())));
    }
    if (parameters.isEmpty()) {
      inputSize = weight.shape()[1];
      size = inputSize;
    }
    return size;
  }

  private void addBias(String layer, String name, @Nullable Tensor bias, int outputs) {
    if (bias == null) {
      add(name, new Tensor(name, new int[] {outputs}, new float[outputs]));
    } else {
      requireShape(layer, bias, outputs);
      add(name, bias);
    }
  }

  private void add(String name, Tensor tensor) {
    if (!tensor.isFinite()) {
      throw new ModelFormatException(
          "tensor %s has a value that is not finite".formatted(tensor.name()));
    }
    parameters.add(new Tensor(name, tensor.shape(), tensor.data()));
  }

  private static void requireShape(String layer, Tensor tensor, int... expected) {
    if (!Arrays.equals(tensor.shape(), expected)) {
      throw new ModelFormatException(
          "%s: tensor %s has shape %s, must be %s"
              .formatted(
                  layer,
                  tensor.name(),
                  Arrays.toString(tensor.shape()),
                  Arrays.toString(expected)));
    }
  }
}
