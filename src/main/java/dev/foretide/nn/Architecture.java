package dev.foretide.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The layers of a network and the sizes at its two ends; no weights. Immutable.
 *
 * <p>Layers up to and including the last LSTM see every step of a sequence. Those after it, the
 * head, are needed only where an output is wanted. A dense layer may stand before an LSTM: it then
 * projects each step on its own. A network without any LSTM is allowed and sees one step at a time.
 *
 * <p>There is no {@code return_sequences} to set. An LSTM below another always gives it every step.
 * What the last one gives to the head follows from the data and from what is asked: {@link Network}
 * runs the head at the last step of a window (Keras' {@code return_sequences=False}) or at each
 * step that it is carried over; training runs it from the first step on that has a target, see
 * {@link SlidingWindows.Placement}.
 *
 * <p>Layers are counted from 0 in messages, as in the names of their tensors.
 *
 * @param inputSize values per step
 * @param layers first layer first, at least one
 * @param outputSize values per forecast; must be the output size of the last layer
 */
public record Architecture(int inputSize, List<LayerSpec> layers, int outputSize) {

  /**
   * Most weights and biases of a network, 2^28: one gigabyte of float32, and training needs five of
   * it. More is a slip of the pen, or a hostile file.
   */
  public static final int MOST_PARAMETERS = 1 << 28;

  /** Checks the sizes. */
  public Architecture {
    if (inputSize < 1 || outputSize < 1) {
      throw new IllegalArgumentException(
          "input size " + inputSize + ", output size " + outputSize + ": must be at least 1");
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("no layer: an architecture needs at least one");
    }
    layers = List.copyOf(layers);
    int size = inputSize;
    long parameters = 0;
    for (int i = 0; i < layers.size(); i++) {
      parameters += layers.get(i).parameters(size);
      if (parameters > MOST_PARAMETERS) {
        throw new IllegalArgumentException(
            "%s: %d parameters up to here, must be at most %d"
                .formatted(named(i, layers.get(i)), parameters, MOST_PARAMETERS));
      }
      size = layers.get(i).outputSize(size);
    }
    if (size != outputSize) {
      int last = layers.size() - 1;
      throw new IllegalArgumentException(
          "%s: gives %d values, must give the output size %d"
              .formatted(named(last, layers.get(last)), size, outputSize));
    }
  }

  /**
   * Reads an architecture from text: layers separated by commas, each one of
   *
   * <pre>  lstm:UNITS
   *  dropout:RATE
   *  dense[:UNITS[:ACTIVATION]]     without units: the output size
   *  activation:ACTIVATION          linear, relu, tanh, sigmoid, softmax</pre>
   *
   * @throws IllegalArgumentException naming the layer, the value and the rule
   */
  public static Architecture parse(String text, int inputSize, int outputSize) {
    List<LayerSpec> layers = new ArrayList<>();
    if (!text.isBlank()) {
      for (String layer : text.split(",", -1)) {
        layers.add(parseLayer(layers.size(), layer.strip(), outputSize));
      }
    }
    return new Architecture(inputSize, layers, outputSize);
  }

  /** Size of the input of the layer at a position; of the output, for position + 1. */
  int sizeBefore(int position) {
    int size = inputSize;
    for (LayerSpec layer : layers.subList(0, position)) {
      size = layer.outputSize(size);
    }
    return size;
  }

  /** Number of layers up to and including the last LSTM. */
  int recurrentLayers() {
    for (int i = layers.size(); i > 0; i--) {
      if (layers.get(i - 1) instanceof LayerSpec.Lstm) {
        return i;
      }
    }
    return 0;
  }

  /** Floats of all hidden and cell states of one sequence. */
  int stateSize() {
    int size = 0;
    for (LayerSpec layer : layers) {
      size += layer instanceof LayerSpec.Lstm lstm ? 2 * lstm.units() : 0;
    }
    return size;
  }

  /** A layer as messages name it: {@code layer 2 'lstm:50'}. */
  String layerName(int position) {
    return named(position, layers.get(position));
  }

  /**
   * Checks the sizes at both ends.
   *
   * @param what whose sizes they are, for the message
   * @throws IllegalArgumentException naming the layer, its size and the one given
   */
  void requireSizes(String what, int givenInputs, int givenOutputs) {
    if (givenInputs != inputSize) {
      throw new IllegalArgumentException(
          "%s: %d values per step, must be %d, the input size of %s"
              .formatted(what, givenInputs, inputSize, layerName(0)));
    }
    if (givenOutputs != outputSize) {
      throw new IllegalArgumentException(
          "%s: %d values per target, must be %d, the output size of %s"
              .formatted(what, givenOutputs, outputSize, layerName(layers.size() - 1)));
    }
  }

  private static String named(int position, Object layer) {
    return "layer " + position + " '" + layer + "'";
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return layers.stream().map(LayerSpec::toString).collect(Collectors.joining(","));
  }

  private static LayerSpec parseLayer(int position, String text, int outputSize) {
    String[] parts = text.split(":", -1);
    String kind = parts[0].strip().toLowerCase(Locale.ROOT);
    try {
      return switch (kind) {
        case "lstm" -> new LayerSpec.Lstm(parseUnits(only(parts)));
        case "dropout" -> new LayerSpec.Dropout(parseRate(only(parts)));
        case "dense" -> parseDense(parts, outputSize);
        case "activation" -> new LayerSpec.Elementwise(Activation.of(only(parts)));
        default ->
            throw new IllegalArgumentException(
                "unknown kind '" + kind + "': must be lstm, dropout, dense or activation");
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(named(position, text) + ": " + e.getMessage(), e);
    }
  }

  private static LayerSpec parseDense(String[] parts, int outputSize) {
    if (parts.length > 3) {
      throw new IllegalArgumentException("must be dense[:UNITS[:ACTIVATION]]");
    }
    return new LayerSpec.Dense(
        parts.length > 1 ? parseUnits(parts[1].strip()) : outputSize,
        parts.length > 2 ? Activation.of(parts[2].strip()) : Activation.LINEAR);
  }

  private static String only(String[] parts) {
    if (parts.length != 2) {
      throw new IllegalArgumentException("must be " + parts[0].strip() + ":VALUE");
    }
    return parts[1].strip();
  }

  private static int parseUnits(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("units '" + text + "' must be a whole number", e);
    }
  }

  private static float parseRate(String text) {
    try {
      return Float.parseFloat(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("rate '" + text + "' must be a number in [0, 1)", e);
    }
  }
}
