package dev.foretide.train;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.model.NetworkInputs;
import dev.foretide.nn.Network;
import dev.foretide.nn.Workspace;
import java.util.Arrays;

/** Runs a network along a run, as the evaluator would after a swap. Owned by one thread. */
final class NetworkReplay {
  private final ModelShape shape;
  private final NetworkEncoding encoding;
  private final Run run;
  private final Network network;
  private final Workspace workspace;
  private final float[] state;
  private final float[] window;
  private final float[] row;
  private final int inputs;
  private int next;

  /**
   * @param from first step that will be asked for; a stateful network starts one window before it
   */
  NetworkReplay(Model model, Run run, Network network, int from) {
    this.shape = model.shape();
    this.encoding = model.encoding();
    this.run = run;
    this.network = network;
    this.workspace = network.newWorkspace();
    this.state = new float[network.stateSize()];
    this.inputs = NetworkInputs.size(shape, encoding);
    this.row = new float[inputs];
    boolean windowed = shape.evaluation() == Evaluation.WINDOWED;
    this.window = new float[windowed ? shape.window() * inputs : 0];
    this.next = Math.max(0, from - shape.window());
  }

  /**
   * Advances to a step.
   *
   * @param wanted whether the output matters; a windowed network only runs if it does
   * @param output {@code [horizon]}, written
   * @return false where the window before the step is not full
   */
  boolean advance(int at, boolean wanted, float[] output) {
    boolean full = at >= shape.window() - 1;
    if (shape.evaluation() == Evaluation.STATEFUL) {
      for (; next <= at; next++) {
        if (encoding instanceof NetworkEncoding.Fixed fixed) {
          encode(fixed, next, row, 0);
          network.step(row, 0, state, output, workspace);
        } else {
          network.step(run.networkRows(), next * inputs, state, output, workspace);
        }
      }
    } else if (wanted && full) {
      fillWindow(at);
      Arrays.fill(state, 0);
      network.run(window, shape.window(), state, output, workspace);
    }
    return full;
  }

  private void fillWindow(int at) {
    if (encoding instanceof NetworkEncoding.Fixed fixed) {
      for (int i = 0; i < shape.window(); i++) {
        encode(fixed, at - shape.window() + 1 + i, window, i * inputs);
      }
    } else {
      System.arraycopy(run.networkRows(), at * window.length, window, 0, window.length);
    }
  }

  private void encode(NetworkEncoding.Fixed fixed, int at, float[] target, int offset) {
    for (int f = 0; f < inputs; f++) {
      target[offset + f] = fixed.input(f, run.values()[at * inputs + f]);
    }
  }
}
