package dev.foretide.peers;

import dev.foretide.nn.Architecture;
import dev.foretide.nn.LayerSpec;
import dev.foretide.nn.Network;
import java.util.Locale;

/** The two networks that are measured. */
enum BenchmarkNetwork {
  /** The network of the tutorial: one value from 40 columns. */
  TUTORIAL("lstm:100,lstm:50,dense", 30, 40, 1),
  /** Foretide's default layers on four columns, twelve leads. */
  STANDARD("lstm:64,lstm:32,dense", 48, 4, 12);

  private static final long SEED = 20_161;

  private final String layers;
  private final int steps;
  private final int inputSize;
  private final int outputSize;

  BenchmarkNetwork(String layers, int steps, int inputSize, int outputSize) {
    this.layers = layers;
    this.steps = steps;
    this.inputSize = inputSize;
    this.outputSize = outputSize;
  }

  /** The network of a benchmark parameter. */
  static BenchmarkNetwork of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Steps of a window. */
  int steps() {
    return steps;
  }

  Architecture architecture() {
    return Architecture.parse(layers, inputSize, outputSize);
  }

  /** Weights, the same in every launch. */
  Network network() {
    return new Draws(SEED).network(architecture());
  }

  /** Windows, the same in every launch. */
  Batch batch(int count) {
    return new Draws(SEED + 1).batch(architecture(), count, steps);
  }

  /** Multiplications and additions of matrices that one step takes; the head counts if wanted. */
  long flopsPerStep(boolean withHead) {
    long products = 0;
    int inputs = inputSize;
    for (LayerSpec layer : architecture().layers()) {
      int outputs = layer.outputSize(inputs);
      if (layer instanceof LayerSpec.Lstm) {
        products += 4L * outputs * (inputs + outputs);
      } else if (withHead) {
        products += (long) outputs * inputs;
      }
      inputs = outputs;
    }
    return 2 * products;
  }

  /** The same of one window: all its steps, and the head once. */
  long flopsPerWindow() {
    return (steps - 1) * flopsPerStep(false) + flopsPerStep(true);
  }
}
