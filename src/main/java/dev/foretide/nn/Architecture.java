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
 * @param inputSize values per step
 * @param layers first layer first, at least one
 * @param outputSize values per forecast; must be the output size of the last layer
 */
public record Architecture(int inputSize, List<LayerSpec> layers, int outputSize) {

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
    for (LayerSpec layer : layers) {
      size = layer.outputSize(size);
    }
    if (size != outputSize) {
      throw new IllegalArgumentException(
          "last layer '%s' gives %d values: must be the output size %d"
              .formatted(layers.get(layers.size() - 1), size, outputSize));
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
        layers.add(parseLayer(layer.strip(), outputSize));
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

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return layers.stream().map(LayerSpec::toString).collect(Collectors.joining(","));
  }

  private static LayerSpec parseLayer(String text, int outputSize) {
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
      throw new IllegalArgumentException("layer '" + text + "': " + e.getMessage(), e);
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
