package dev.foretide.peers;

import dev.foretide.nn.Network;

/** Holds the outputs of an {@link Implementation} to the reference. */
final class ForwardCheck {
  private final Implementation implementation;
  private final Float64Network reference;
  private final String name;

  /**
   * A check of one implementation.
   *
   * @param network whose weights the implementation has
   * @param name for messages
   */
  ForwardCheck(Implementation implementation, Network network, String name) {
    this.implementation = implementation;
    this.reference = new Float64Network(network);
    this.name = name;
  }

  /**
   * Computes all windows of a batch, {@code count} per call.
   *
   * @throws IllegalStateException if an output is too far from the reference
   */
  void requireWindows(Batch batch, int count) {
    float[] all = new float[batch.targets().length];
    float[] outputs = new float[count * batch.outputSize()];
    try (Implementation.Forward forward = implementation.windows(count, batch.steps())) {
      for (int from = 0; from < batch.count(); from += count) {
        forward.run(batch.select(range(from, count)).inputs(), outputs);
        System.arraycopy(outputs, 0, all, from * batch.outputSize(), outputs.length);
      }
    }
    Agreement.require(name, reference.predict(batch), all, Agreement.OUTPUTS);
  }

  /**
   * Carries the first {@code count} windows of a batch step by step, all in one call per step.
   *
   * @throws IllegalStateException if an output of any step is too far from the reference
   */
  void requireSeries(Batch batch, int count) {
    Batch carried = batch.select(range(0, count));
    double[][][] expected = new double[count][][];
    for (int b = 0; b < count; b++) {
      expected[b] = reference.forward(carried.window(b));
    }
    float[] outputs = new float[count * batch.outputSize()];
    try (Implementation.Forward forward = implementation.series(count)) {
      for (int t = 0; t < batch.steps(); t++) {
        forward.run(carried.inputsAt(t), outputs);
        double[] expectedOutputs = new double[outputs.length];
        for (int b = 0; b < count; b++) {
          System.arraycopy(
              expected[b][t], 0, expectedOutputs, b * batch.outputSize(), batch.outputSize());
        }
        Agreement.require(name + ", step " + t, expectedOutputs, outputs, Agreement.OUTPUTS);
      }
    }
  }

  private static int[] range(int from, int count) {
    int[] range = new int[count];
    for (int j = 0; j < count; j++) {
      range[j] = from + j;
    }
    return range;
  }
}
