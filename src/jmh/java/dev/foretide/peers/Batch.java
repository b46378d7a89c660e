package dev.foretide.peers;

import java.util.Arrays;

/** Windows with a target each, behind their last step. The arrays are shared, not copied. */
final class Batch {
  private final int count;
  private final int steps;
  private final float[] inputs;
  private final float[] targets;

  /**
   * Windows over two arrays.
   *
   * @param count number of windows
   * @param steps of each window
   * @param inputs {@code [count, steps, inputSize]}
   * @param targets {@code [count, outputSize]}
   * @throws IllegalArgumentException if an array does not divide into windows and steps
   */
  Batch(int count, int steps, float[] inputs, float[] targets) {
    if (inputs.length % (count * steps) != 0 || targets.length % count != 0) {
      throw new IllegalArgumentException(
          "%d inputs, %d targets: must divide into %d windows of %d steps"
              .formatted(inputs.length, targets.length, count, steps));
    }
    this.count = count;
    this.steps = steps;
    this.inputs = inputs;
    this.targets = targets;
  }

  int count() {
    return count;
  }

  int steps() {
    return steps;
  }

  float[] inputs() {
    return inputs;
  }

  float[] targets() {
    return targets;
  }

  int inputSize() {
    return inputs.length / (count * steps);
  }

  int outputSize() {
    return targets.length / count;
  }

  /** The windows of the given numbers, copied. */
  Batch select(int[] windows) {
    int size = steps * inputSize();
    float[] selectedInputs = new float[windows.length * size];
    float[] selectedTargets = new float[windows.length * outputSize()];
    for (int b = 0; b < windows.length; b++) {
      System.arraycopy(inputs, windows[b] * size, selectedInputs, b * size, size);
      System.arraycopy(
          targets, windows[b] * outputSize(), selectedTargets, b * outputSize(), outputSize());
    }
    return new Batch(windows.length, steps, selectedInputs, selectedTargets);
  }

  /** The inputs of all windows at one step, {@code [count, inputSize]}. */
  float[] inputsAt(int step) {
    int size = inputSize();
    float[] at = new float[count * size];
    for (int b = 0; b < count; b++) {
      System.arraycopy(inputs, (b * steps + step) * size, at, b * size, size);
    }
    return at;
  }

  /** The inputs of one window, {@code [steps, inputSize]}. */
  float[] window(int number) {
    int size = steps * inputSize();
    return Arrays.copyOfRange(inputs, number * size, (number + 1) * size);
  }
}
