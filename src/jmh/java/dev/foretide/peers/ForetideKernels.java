package dev.foretide.peers;

import dev.foretide.nn.Network;
import dev.foretide.nn.Workspace;

/**
 * Which of our kernels compute. The only place that knows how they are chosen, and how many series
 * are carried at once.
 */
enum ForetideKernels {
  /** What the product takes on this machine. */
  BEST,
  /** Plain loops. */
  SCALAR;

  /** The same network on these kernels. */
  Network pack(Network network) {
    return network;
  }

  /**
   * Carries many series one step forward.
   *
   * @param inputs {@code [count, inputSize]}, not modified
   * @param states {@code [count][stateSize]}, updated in place
   * @param outputs {@code [count, outputSize]}, overwritten
   */
  static void step(
      Network network, float[] inputs, float[][] states, float[] outputs, Workspace workspace) {
    int inputSize = network.architecture().inputSize();
    int outputSize = network.architecture().outputSize();
    float[] output = new float[outputSize];
    for (int s = 0; s < states.length; s++) {
      network.step(inputs, s * inputSize, states[s], output, workspace);
      System.arraycopy(output, 0, outputs, s * outputSize, outputSize);
    }
  }
}
