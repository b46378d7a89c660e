package dev.foretide.train.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.nn.Network;
import dev.foretide.nn.Workspace;
import dev.foretide.score.HalfFloat;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Segment;
import dev.foretide.train.Histories;
import dev.foretide.train.history.HistoryStretch;
import dev.foretide.train.history.SeriesHistory;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A network along a stretch of history. */
class NetworkReplayTest {
  private static final int WINDOW = 6;
  private static final int FROM = 30;
  private static final int FILLED = 36;

  private final ModelShape shape = Models.shape(WINDOW, 2, Evaluation.STATEFUL);
  private final Grid grid = Histories.grid(GapFill.HOLD, 3);
  private final Model model =
      Models.model(shape, Models.heads(shape, 1), Models.network(shape, "lstm:5,dense", 3));
  private final Network network = Objects.requireNonNull(model.network());

  /**
   * Stored after each reading that is answered: not within the window, nor where a gap is filled.
   */
  @Test
  void shouldCarryItsStateInTheBitsInWhichItIsStored() {
    HistoryStretch stretch = stretch();
    NetworkReplay replay = new NetworkReplay(model, grid, stretch, network, FROM);
    float[] given = new float[2];

    float[] stored = new float[2];
    float[] exact = new float[2];
    Steps inHalves = new Steps(stretch, true);
    Steps inFloats = new Steps(stretch, false);
    boolean differ = false;
    for (int at = FROM; at < stretch.length(); at++) {
      replay.advance(at, true, given);
      inHalves.advance(at, stored);
      inFloats.advance(at, exact);

      assertThat(given).as("step %d", at).isEqualTo(stored);
      differ |= given[0] != exact[0];
    }
    assertThat(differ).as("16 bits are fewer than 32").isTrue();
  }

  private HistoryStretch stretch() {
    float[] values = Models.random(60, 1, 4);
    values[FILLED] = Float.NaN;
    SeriesHistory history = new SeriesHistory(shape, grid, "a");
    history.offer(new Segment("a", 0, 1, values));
    history.replayUntil(Long.MAX_VALUE, (stretch, from) -> {});
    return history.stretches().get(0);
  }

  /** The network's own steps, from one window before the first that is asked for. */
  private final class Steps {
    private final NetworkData data = new NetworkData(shape, grid, model.encoding());
    private final HistoryStretch stretch;
    private final boolean isStored;
    private final Workspace workspace = network.newWorkspace();
    private final float[] state = new float[network.stateSize()];
    private final float[] row = new float[data.inputs()];
    private int next = FROM - WINDOW;

    Steps(HistoryStretch stretch, boolean isStored) {
      this.stretch = stretch;
      this.isStored = isStored;
    }

    void advance(int at, float[] output) {
      for (; next <= at; next++) {
        data.encode(stretch, stretch.position(), next, row, 0);
        network.step(row, 0, state, output, workspace);
        for (int i = 0; isStored && next >= FROM && next != FILLED && i < state.length; i++) {
          state[i] = HalfFloat.toFloat(HalfFloat.of(state[i]));
        }
      }
    }
  }
}
