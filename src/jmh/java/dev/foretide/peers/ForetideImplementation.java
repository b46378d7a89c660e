package dev.foretide.peers;

import dev.foretide.linalg.Kernels;
import dev.foretide.nn.Network;
import dev.foretide.nn.Workspace;
import java.util.Arrays;

/** Our own {@link Network}. */
final class ForetideImplementation implements Implementation {
  private final Network network;

  ForetideImplementation(Network network, Kernels kernels) {
    this.network = Network.of(network.architecture(), network.parameters(), kernels);
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
    float[] states = new float[count * network.stateSize()];
    if (count > 1) {
      return (inputs, outputs) -> network.stepBatch(count, inputs, states, outputs, workspace);
    }
    return (inputs, outputs) -> network.step(inputs, 0, states, outputs, workspace);
  }
}
