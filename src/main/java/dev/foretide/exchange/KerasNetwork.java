package dev.foretide.exchange;

import dev.foretide.exchange.NetworkAssembly.LstmWeights;
import dev.foretide.model.ModelFormatException;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network from a Keras Sequential model of LSTM, Dropout, Dense, Activation and InputLayer.
 *
 * <p>Keras keeps kernels as {@code [inputs, outputs]}, so they are transposed; its gates stand i,
 * f, c, o, which is our i, f, g, o; it has one bias, which becomes {@code bias_ih}
 * (https://keras.io/api/layers/recurrent_layers/lstm). Only what our LSTM computes as well is
 * accepted: tanh and sigmoid, forward in time, the last step of the last LSTM.
 */
final class KerasNetwork {
  private final List<KerasLayer> layers;
  private final KerasWeights weights;
  private final NetworkAssembly assembly = new NetworkAssembly();

  private KerasNetwork(List<KerasLayer> layers, KerasWeights weights) {
    this.layers = layers;
    this.weights = weights;
  }

  /**
   * Builds the network.
   *
   * @param config JSON of the model
   * @throws ModelFormatException naming layer, value and rule
   */
  static Network build(String config, KerasWeights weights) {
    return new KerasNetwork(KerasConfig.layers(config), weights).build();
  }

  private Network build() {
    int lstms = (int) layers.stream().filter(layer -> layer.kind().equals("LSTM")).count();
    if (lstms == 0) {
      throw new ModelFormatException("no LSTM layer, must have at least one");
    }
    for (KerasLayer layer : layers) {
      switch (layer.kind()) {
        case "InputLayer" -> {}
        case "LSTM" -> addLstm(layer, layer.ordinal() == lstms - 1);
        case "Dense" -> addDense(layer);
        case "Dropout" -> addDropout(layer);
        case "Activation" -> assembly.activation(layer.activation());
        default ->
            throw layer.refuse(
                "unknown kind, must be InputLayer, LSTM, Dropout, Dense, Activation");
      }
    }
    return assembly.build();
  }

  private void addLstm(KerasLayer layer, boolean last) {
    requireFunction(layer, "activation", "tanh");
    requireFunction(layer, "recurrent_activation", "sigmoid");
    for (String key : List.of("go_backwards", "return_state", "time_major")) {
      if (layer.on(key)) {
        throw layer.refuse(key + " is true, must be false");
      }
    }
    if (layer.on("return_sequences") == last) {
      throw layer.refuse(
          last
              ? "return_sequences is true, must be false for the last LSTM"
              : "return_sequences is false, must be true before another LSTM");
    }
    List<Tensor> given = weights(layer, 2);
    assembly.lstm(
        "layer " + layer.name(),
        new LstmWeights(
            transposed(layer, given.get(0)),
            transposed(layer, given.get(1)),
            bias(given, 2),
            null));
  }

  private static void requireFunction(KerasLayer layer, String key, String wanted) {
    String given = layer.function(key);
    if (!given.equals(wanted)) {
      throw layer.refuse("%s is %s, must be %s".formatted(key, given, wanted));
    }
  }

  private void addDense(KerasLayer layer) {
    List<Tensor> given = weights(layer, 1);
    assembly.dense(
        "layer " + layer.name(),
        transposed(layer, given.get(0)),
        bias(given, 1),
        layer.activation());
  }

  private void addDropout(KerasLayer layer) {
    try {
      assembly.dropout((float) layer.config().path("rate").asDouble(Double.NaN));
    } catch (IllegalArgumentException e) {
      throw layer.refuse(String.valueOf(e.getMessage()));
    }
  }

  private List<Tensor> weights(KerasLayer layer, int kernels) {
    List<Tensor> given = weights.of(layer);
    int expected = kernels + (layer.hasBias() ? 1 : 0);
    if (given.size() != expected) {
      throw layer.refuse("%d weights, must be %d".formatted(given.size(), expected));
    }
    return given;
  }

  private static @Nullable Tensor bias(List<Tensor> given, int at) {
    return given.size() > at ? given.get(at) : null;
  }

  private static Tensor transposed(KerasLayer layer, Tensor kernel) {
    int[] shape = kernel.shape();
    if (shape.length != 2) {
      throw layer.refuse("%s: kernel must have two dimensions".formatted(kernel));
    }
    int inputs = shape[0];
    int outputs = shape[1];
    float[] data = new float[inputs * outputs];
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        data[o * inputs + i] = kernel.data()[i * outputs + o];
      }
    }
    return new Tensor(kernel.name(), new int[] {outputs, inputs}, data);
  }
}
