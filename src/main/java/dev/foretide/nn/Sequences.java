package dev.foretide.nn;

import java.util.Arrays;

/**
 * Data to train on or to validate with: sequences of equal length with a target at every step,
 * where NaN says that there is none.
 *
 * <p>Targets at every step train a network that is carried from step to step; targets at the last
 * step only train one that sees whole windows (Keras' {@code return_sequences=False}). {@link
 * SlidingWindows} makes both from a table.
 *
 * <p>The arrays are shared, not copied: they must not change while this is in use. A slice shares
 * them too.
 */
public final class Sequences {

  /**
   * The four sizes.
   *
   * @param count number of sequences
   * @param steps of each sequence
   * @param inputSize values per step that the network sees
   * @param outputSize values per step that it should give
   */
  public record Shape(int count, int steps, int inputSize, int outputSize) {
    /** Checks that every size is at least 1. */
    public Shape {
      if (count < 1 || steps < 1 || inputSize < 1 || outputSize < 1) {
        throw new IllegalArgumentException(
            "count %d, steps %d, input size %d, output size %d: each must be at least 1"
                .formatted(count, steps, inputSize, outputSize));
      }
    }
  }

  private final Shape shape;
  private final float[] inputs;
  private final float[] targets;
  private final int first; // of the sequences that the arrays hold

  /**
   * Sequences over two arrays.
   *
   * @param inputs {@code [count, steps, inputSize]}, finite
   * @param targets {@code [count, steps, outputSize]}, finite or NaN
   * @throws IllegalArgumentException if an array has another length or holds another value; the
   *     message names the sequence and step
   */
  public Sequences(Shape shape, float[] inputs, float[] targets) {
    this.shape = shape;
    this.inputs = inputs;
    this.targets = targets;
    this.first = 0;
    requireLength("inputs", inputs, "inputSize", shape.inputSize());
    requireLength("targets", targets, "outputSize", shape.outputSize());
    requireValues("input", inputs, shape.inputSize(), false);
    requireValues("target", targets, shape.outputSize(), true);
  }

  private Sequences(Shape shape, Sequences of, int first) {
    this.shape = shape;
    this.inputs = of.inputs;
    this.targets = of.targets;
    this.first = of.first + first;
  }

  /**
   * Some of these sequences.
   *
   * @param from first of them
   * @param to behind the last
   * @throws IllegalArgumentException unless {@code 0 <= from < to <= count}
   */
  public Sequences slice(int from, int to) {
    if (from < 0 || to <= from || to > count()) {
      throw new IllegalArgumentException(
          "slice from %d to %d: must be in order, not empty and within the %d sequences"
              .formatted(from, to, count()));
    }
    return new Sequences(new Shape(to - from, steps(), inputSize(), outputSize()), this, from);
  }

  /** A copy of the inputs, {@code [count, steps, inputSize]}, as {@link Network#predict} wants. */
  public float[] inputs() {
    int size = steps() * inputSize();
    return Arrays.copyOfRange(inputs, first * size, (first + count()) * size);
  }

  /** A copy of the targets at the last steps, {@code [count, outputSize]}; NaN where is none. */
  public float[] lastTargets() {
    float[] last = new float[count() * outputSize()];
    for (int j = 0; j < last.length; j++) {
      last[j] = target(j / outputSize(), steps() - 1, j % outputSize());
    }
    return last;
  }

  /** Number of sequences. */
  public int count() {
    return shape.count();
  }

  /** Steps of each sequence. */
  public int steps() {
    return shape.steps();
  }

  /** Values per step in. */
  public int inputSize() {
    return shape.inputSize();
  }

  /** Values per step out. */
  public int outputSize() {
    return shape.outputSize();
  }

  /** Copies one step's input to {@code to}. */
  void copyInput(int sequence, int step, float[] to, int toOffset) {
    int from = ((first + sequence) * steps() + step) * inputSize();
    System.arraycopy(inputs, from, to, toOffset, inputSize());
  }

  /** One target; NaN if there is none. */
  float target(int sequence, int step, int output) {
    return targets[((first + sequence) * steps() + step) * outputSize() + output];
  }

  /** Number of targets present at a step of a sequence. */
  int targetsAt(int sequence, int step) {
    int present = 0;
    for (int o = 0; o < outputSize(); o++) {
      present += Float.isNaN(target(sequence, step, o)) ? 0 : 1;
    }
    return present;
  }

  /** Whether any sequence has a target at a step not before {@code firstStep}. */
  public boolean hasTargetFrom(int firstStep) {
    for (int s = 0; s < count(); s++) {
      for (int t = firstStep; t < steps(); t++) {
        if (targetsAt(s, t) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  private void requireLength(String name, float[] values, String sizeName, int size) {
    long expected = Math.multiplyExact((long) count() * steps(), (long) size);
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "%s has %d floats: must be %d = count %d * steps %d * %s %d"
              .formatted(name, values.length, expected, count(), steps(), sizeName, size));
    }
  }

  private void requireValues(String name, float[] values, int size, boolean mayBeMissing) {
    for (int j = 0; j < values.length; j++) {
      if (!Float.isFinite(values[j]) && !(mayBeMissing && Float.isNaN(values[j]))) {
        throw new IllegalArgumentException(
            "%s %d of sequence %d, step %d is %s: must be finite%s"
                .formatted(
                    name,
                    j % size,
                    j / size / steps(),
                    j / size % steps(),
                    values[j],
                    mayBeMissing ? ", or NaN for none" : ""));
      }
    }
  }

  @Override
  public String toString() {
    return "sequences " + Arrays.toString(new int[] {count(), steps(), inputSize(), outputSize()});
  }
}
