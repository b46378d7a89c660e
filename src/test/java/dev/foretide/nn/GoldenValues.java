package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One file of golden values: lines of a name and what it stands for. Weights and data are not in
 * it; they are drawn from its seed, each number {@code (2 * nextFloat() - 1) * limit}: the tensors
 * in order (limit {@code 1 / sqrt(columns)}, of a bias 0.5), the inputs (2), the targets (1).
 */
final class GoldenValues {
  private final String file;
  private final List<String> lines;
  private final Network network;
  private final float[] inputs; // [count, steps, inputSize]
  private final float[] targets; // [count, outputSize]

  GoldenValues(String file, List<String> lines) {
    this.file = file;
    this.lines = lines;
    Random random = new Random((long) number("seed"));
    Architecture architecture =
        Architecture.parse(text("layers"), (int) number("inputSize"), (int) number("outputSize"));
    List<Tensor> tensors = Network.initialise(architecture, 0, false).parameters();
    for (Tensor tensor : tensors) {
      float limit = tensor.isMatrix() ? (float) (1 / Math.sqrt(tensor.shape()[1])) : 0.5f;
      fill(tensor.data(), limit, random);
    }
    network = Network.of(architecture, tensors);
    inputs = new float[count() * steps() * architecture.inputSize()];
    fill(inputs, 2, random);
    targets = new float[count() * architecture.outputSize()];
    fill(targets, 1, random);
  }

  Network network() {
    return network;
  }

  int count() {
    return (int) number("count");
  }

  int steps() {
    return (int) number("steps");
  }

  float[] inputs() {
    return inputs;
  }

  /** The windows with targets at their last step alone. */
  Sequences sequences() {
    int size = network.architecture().outputSize();
    float[] atSteps = new float[count() * steps() * size];
    Arrays.fill(atSteps, Float.NaN);
    for (int b = 0; b < count(); b++) {
      System.arraycopy(targets, b * size, atSteps, ((b + 1) * steps() - 1) * size, size);
    }
    int inputSize = network.architecture().inputSize();
    return new Sequences(new Sequences.Shape(count(), steps(), inputSize, size), inputs, atSteps);
  }

  double number(String name) {
    return Double.parseDouble(text(name));
  }

  float[] values(String name) {
    return floats(text(name).split(" "), 0);
  }

  /** A line {@code NAME max MAX stride STRIDE VALUES}. */
  Sample sample(String name) {
    String[] words = text(name).split(" ");
    return new Sample(Float.parseFloat(words[1]), Integer.parseInt(words[3]), floats(words, 4));
  }

  /** Every stride-th value of an array, and the largest size of all its values. */
  static final class Sample {
    private final float max;
    private final int stride;
    private final float[] values;

    Sample(float max, int stride, float[] values) {
      this.max = max;
      this.stride = stride;
      this.values = values;
    }

    /** Holds the array to the sample, and its largest size to {@code max}. */
    void assertClose(String what, float[] actual, double bound) {
      float[] sampled = new float[(actual.length + stride - 1) / stride];
      float actualMax = 0;
      for (int j = 0; j < actual.length; j++) {
        actualMax = Math.max(actualMax, Math.abs(actual[j]));
        if (j % stride == 0) {
          sampled[j / stride] = actual[j];
        }
      }
      float tolerance = (float) (bound * max);
      assertThat(actualMax).as(what + ", largest").isCloseTo(max, within(tolerance));
      assertThat(sampled).as(what).containsExactly(values, within(tolerance));
    }
  }

  private String text(String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(file + ": has no line '" + name + "'"));
  }

  private static float[] floats(String[] words, int from) {
    float[] values = new float[words.length - from];
    for (int j = 0; j < values.length; j++) {
      values[j] = Float.parseFloat(words[from + j]);
    }
    return values;
  }

  private static void fill(float[] values, float limit, Random random) {
    for (int j = 0; j < values.length; j++) {
      values[j] = (2 * random.nextFloat() - 1) * limit;
    }
  }

  @Override
  public String toString() {
    return file;
  }
}
