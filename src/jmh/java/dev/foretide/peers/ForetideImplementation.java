package dev.foretide.peers;

import dev.foretide.nn.Network;
import dev.foretide.nn.Workspace;
import java.util.Arrays;

/** Our own {@link Network}. */
final class ForetideImplementation implements Implementation {
  private final Network network;

  ForetideImplementation(Network network) {
    this.network = network;
  }

  @Override
  public Forward windows(int count, int steps) {
    if (count > 1) {
      return (inputs, outputs) -> {
        float[] predicted = network.predict(inputs, count, steps);
        System.arraycopy(predicted, 0, outputs, 0, predicted.length);
      };
    }
    Workspace workspace = network.newWorkspace();
    float[] state = new float[network.stateSize()];
    return (inputs, outputs) -> {
      Arrays.fill(state, 0);
      network.run(inputs, steps, state, outputs, workspace);
    };
  }

  @Override
  public Forward series(int count) {
    Workspace workspace = network.newWorkspace();
    float[][] states = new float[count][network.stateSize()];
    if (count > 1) {
      return (inputs, outputs) -> ForetideKernels.step(network, inputs, states, outputs, workspace);
    }
    return (inputs, outputs) -> network.step(inputs, 0, states[0], outputs, workspace);
  }
}
