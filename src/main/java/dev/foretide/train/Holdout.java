package dev.foretide.train;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.series.Expert;
import dev.foretide.series.Grid;
import java.util.List;

/**
 * Judges networks on the newest part of the history: mean squared errors per lead, in units of the
 * scale, beside those of naive and of the linear head as it was at the time. Stateful networks
 * start one window before the holdout from a zero state, as after a swap.
 *
 * <p>A network that corrects a head is trusted as far as it deserves: with {@code d} what the head
 * left over and {@code o} the network's correction, it is judged with, and would serve with, the
 * share
 *
 * <pre>  trust_h = (mean d o + mean over leads of d o) / (mean o^2 + mean over leads of o^2)</pre>
 *
 * of its correction, from 0 to 1. One that has learnt noise by heart is worth its head.
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

  /**
   * What a network is worth.
   *
   * @param errors {@code [experts, horizon]} mean squared errors; NaN where nothing was judged
   * @param trust {@code [horizon]} share of the network's correction to the head
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  record Judgement(float[] errors, float[] trust) {}

  /** Judges a model's network as if its residual scale had no trust in it yet. */
  Judgement judge(Model model) {
    HoldoutSums sums = new HoldoutSums(horizon);
    float[] output = new float[horizon];
    for (Run run : runs) {
      NetworkReplay replay =
          model.network() == null
              ? null
              : new NetworkReplay(model, grid, run, model.network(), firstOrigin(run));
      for (int at = firstOrigin(run); at < run.length(); at++) {
        boolean judged = run.usable(at) && (at - firstOrigin(run)) % stride == 0;
        boolean lstm = replay != null && replay.advance(at, judged, output);
        if (judged && (run.hasForecast(at) || !shape.linear())) {
          judge(sums, run, at, model, lstm ? output : new float[0]);
        }
      }
    }
    return sums.judgement(corrects(model));
  }

  /** Whether the network adds to the head. */
  private boolean corrects(Model model) {
    return shape.linear() && model.encoding() == NetworkEncoding.Relative.ON_HEAD;
  }

  private void judge(HoldoutSums sums, Run run, int at, Model model, float[] output) {
    float last = run.value(at, shape.targetIndex());
    boolean head = run.hasForecast(at);
    for (int lead = 1; lead <= horizon; lead++) {
      float label = run.label(at, lead, false);
      if (Float.isNaN(label)) {
        continue;
      }
      float linear = head ? run.forecasts()[run.forecastAt(at) + lead - 1] : 0;
      sums.add(Expert.NAIVE, lead, label);
      if (head) {
        sums.add(Expert.LINEAR, lead, label - linear);
      }
      if (output.length > 0) {
        float said = model.networkForecast(lead, linear, output[lead - 1], last, run.spread(at));
        sums.add(Expert.LSTM, lead, label - said);
        sums.correction(lead, label - linear, said - linear);
      }
    }
  }
}
