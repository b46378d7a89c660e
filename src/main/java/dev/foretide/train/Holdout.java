package dev.foretide.train;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.series.Expert;
import dev.foretide.series.Grid;
import java.util.List;

/**
 * Judges networks on the newest part of the history: mean squared errors per lead, in units of the
 * scale, beside those of naive and of the linear head as it was at the time. Stateful networks
 * start one window before the holdout from a zero state, as after a swap.
 */
final class Holdout {
  /** Windowed evaluation runs the whole window per origin; more origins than this are thinned. */
  private static final int MOST_WINDOWED_ORIGINS = 2_000;

  private final List<Run> runs;
  private final ModelShape shape;
  private final Grid grid;
  private final long boundary;
  private final int horizon;
  private final int stride;

  /**
   * @param boundary first step of the holdout
   */
  Holdout(List<Run> runs, ModelShape shape, Grid grid, long boundary) {
    this.runs = runs;
    this.shape = shape;
    this.grid = grid;
    this.boundary = boundary;
    this.horizon = shape.horizon();
    int origins = 0;
    for (Run run : runs) {
      origins += run.length() - firstOrigin(run);
    }
    this.stride =
        shape.evaluation() == Evaluation.WINDOWED
            ? Math.max(1, origins / MOST_WINDOWED_ORIGINS)
            : 1;
  }

  private int firstOrigin(Run run) {
    return (int) Math.min(run.length(), Math.max(0, boundary - run.firstStep()));
  }

  /** Mean squared errors {@code [experts, horizon]} of a model; NaN where nothing was judged. */
  float[] errors(Model model) {
    HoldoutErrors errors = new HoldoutErrors(horizon);
    float[] output = new float[horizon];
    for (Run run : runs) {
      NetworkReplay replay =
          model.network() == null
              ? null
              : new NetworkReplay(model, grid, run, model.network(), firstOrigin(run));
      for (int at = firstOrigin(run); at < run.length(); at++) {
        boolean judged = run.usable(at) && (at - firstOrigin(run)) % stride == 0;
        boolean lstm = replay != null && replay.advance(at, judged, output);
        if (judged) {
          judge(errors, run, at, model, lstm ? output : new float[0]);
        }
      }
    }
    return errors.means();
  }

  private void judge(HoldoutErrors errors, Run run, int at, Model model, float[] output) {
    float last = run.value(at, shape.targetIndex());
    boolean head = run.hasForecast(at);
    if (!head && shape.linear()) {
      return;
    }
    for (int lead = 1; lead <= horizon; lead++) {
      float label = run.label(at, lead, false);
      if (Float.isNaN(label)) {
        continue;
      }
      float linear = head ? run.forecasts()[run.forecastAt(at) + lead - 1] : 0;
      errors.add(Expert.NAIVE, lead, label);
      if (head) {
        errors.add(Expert.LINEAR, lead, label - linear);
      }
      if (output.length > 0) {
        float said = model.networkForecast(lead, linear, output[lead - 1], last, run.spread(at));
        errors.add(Expert.LSTM, lead, label - said);
      }
    }
  }

  /** Sums over the holdout, {@code [experts, horizon]}. */
  private static final class HoldoutErrors {
    private final double[] squares;
    private final long[] counts;
    private final int horizon;

    HoldoutErrors(int horizon) {
      this.horizon = horizon;
      this.squares = new double[Expert.COUNT * horizon];
      this.counts = new long[Expert.COUNT * horizon];
    }

    void add(Expert expert, int lead, double error) {
      int at = expert.index() * horizon + lead - 1;
      squares[at] += error * error;
      counts[at]++;
    }

    float[] means() {
      float[] means = new float[squares.length];
      for (int i = 0; i < means.length; i++) {
        means[i] = counts[i] == 0 ? Float.NaN : (float) (squares[i] / counts[i]);
      }
      return means;
    }
  }
}
