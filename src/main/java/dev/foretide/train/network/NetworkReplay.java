package dev.foretide.train.network;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.nn.Network;
import dev.foretide.nn.Workspace;
import dev.foretide.score.HalfFloat;
import dev.foretide.series.Grid;
import dev.foretide.train.history.HistoryStretch;
import java.util.Arrays;

/**
 * Runs a network along a stretch, as the evaluator would after a swap: a stateful one carries its
 * state from one answered step to the next in the 16 bits in which it is stored. Owned by one
 * thread.
 */
public final class NetworkReplay {
  private final ModelShape shape;
  private final NetworkData data;
  private final HistoryStretch stretch;
  private final HistoryStretch.Position position;
  private final Network network;
  private final Workspace workspace;
  private final float[] state;
  private final short[] stored;
  private final int target;
  private final float[] row;
  private final int from;
  private int next;

  /**
   * @param from first step that will be asked for; a stateful network starts one window before it
   */
  public NetworkReplay(Model model, Grid grid, HistoryStretch stretch, Network network, int from) {
    this.shape = model.shape();
    this.data = new NetworkData(shape, grid, model.encoding());
    this.stretch = stretch;
    this.position = stretch.position();
    this.network = network;
    this.workspace = network.newWorkspace();
    this.state = new float[network.stateSize()];
    this.stored = new short[state.length];
    this.target = shape.targetIndex();
    this.from = from;
    boolean windowed = shape.evaluation() == Evaluation.WINDOWED;
    this.row = new float[windowed ? shape.window() * data.inputs() : data.inputs()];
    this.next = Math.max(0, from - shape.window());
  }

  /**
   * Advances to a step.
   *
   * @param wanted whether the output matters; a windowed network only runs if it does
   * @param output {@code [horizon]}, written
   * @return false where the window before the step is not full
   */
  public boolean advance(int at, boolean wanted, float[] output) {
    boolean full = at >= shape.window() - 1;
    if (shape.evaluation() == Evaluation.STATEFUL) {
      for (; next <= at; next++) {
        data.encode(stretch, position, next, row, 0);
        network.step(row, 0, state, output, workspace);
        if (next >= from && position.measured(0, target)) { // no step that is filled is answered
          HalfFloat.ofAll(state, stored);
          HalfFloat.toFloats(stored, state);
        }
      }
    } else if (wanted && full) {
      data.encodeWindow(stretch, position, at, row, 0);
      Arrays.fill(state, 0);
      network.run(row, shape.window(), state, output, workspace);
    }
    return full;
  }
}
