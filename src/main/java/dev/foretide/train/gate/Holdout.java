package dev.foretide.train.gate;

import dev.foretide.forecast.TrainedRange;
import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.series.Expert;
import dev.foretide.series.Grid;
import dev.foretide.train.history.GroupLearner;
import dev.foretide.train.history.HistoryStretch;
import dev.foretide.train.network.NetworkReplay;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Judges models on a stretch of the history: mean squared errors per lead, in units of the scale,
 * beside those of naive and of the linear head. What is judged is what would serve: head and
 * network are kept within the {@link TrainedRange}. Stateful networks start one window before it
 * from a zero state, as after a swap, and carry it in 16 bits.
 *
 * <p>A network that corrects a head is trusted as far as it deserves: with {@code d} what the head
 * left over and {@code o} the network's correction, it is judged with, and would serve with, the
 * share
 *
 * <pre>  trust_h = (mean d o + mean over leads of d o) / (mean o^2 + mean over leads of o^2)</pre>
 *
 * of its correction, from 0 to 1, where {@code o} is what the range leaves of it. One that has
 * learnt noise by heart is worth its head.
 */
public final class Holdout {
  /** Windowed evaluation runs the whole window per origin; more origins than this are thinned. */
  private static final int MOST_WINDOWED_ORIGINS = 2_000;

  private static final int MOST_BLOCKS = 100;

  private static final float[] NO_OUTPUT = {};

  private static final double OLDER_SHARE = 0.5;

  /** Steps of older history that are judged. */
  private static final int OLDER_STEPS = 20_000;

  private final List<HistoryStretch> stretches;
  private final ModelShape shape;
  private final Grid grid;
  private final long from;
  private final long to;
  private final int horizon;
  private final int stride;
  private final int blocks;
  private final long blockSteps;

  /**
   * @param from first step whose forecasts are judged
   * @param to step behind the last one
   */
  public Holdout(List<HistoryStretch> stretches, ModelShape shape, Grid grid, long from, long to) {
    this.stretches = stretches;
    this.shape = shape;
    this.grid = grid;
    this.from = from;
    this.to = to;
    this.horizon = shape.horizon();
    int origins = 0;
    for (HistoryStretch stretch : stretches) {
      origins += Math.max(0, lastOrigin(stretch) - firstOrigin(stretch));
    }
    this.stride =
        shape.evaluation() == Evaluation.WINDOWED
            ? Math.max(1, origins / MOST_WINDOWED_ORIGINS)
            : 1;
    long steps = Math.max(1, to - from);
    this.blockSteps = Math.max(horizon, (steps + MOST_BLOCKS - 1) / MOST_BLOCKS);
    this.blocks = (int) ((steps + blockSteps - 1) / blockSteps);
  }

  /** The end of the older half of the history. */
  public static Holdout older(GroupLearner learner, ModelShape shape, Grid grid) {
    List<HistoryStretch> stretches = learner.stretches();
    long end = learner.quantile(OLDER_SHARE);
    int most = Math.max(2 * shape.window(), OLDER_STEPS / Math.max(1, stretches.size()));
    return new Holdout(stretches, shape, grid, end - most, end);
  }

  private int firstOrigin(HistoryStretch stretch) {
    return (int) Math.min(stretch.length(), Math.max(0, from - stretch.firstStep()));
  }

  private int lastOrigin(HistoryStretch stretch) {
    return (int) Math.max(0, Math.min(stretch.length(), to - stretch.firstStep()));
  }

  /**
   * Judges a model's network, as if its residual scale had no trust in it yet, on what the head had
   * said at the time.
   */
  public Judgement judge(Model model) {
    return judge(UnaryOperator.identity(), model, model.network() != null && corrects(model));
  }

  /**
   * Judges a champion as it would have served: its network as far as it is trusted, and from the
   * first step on that it knew nothing of, what its own heads say.
   */
  public Judgement judgeChampion(Model model, long unknownFrom) {
    return judge(
        stretch ->
            stretch.forecastBy(
                model, grid, (int) Math.min(stretch.length(), unknownFrom - stretch.firstStep())),
        model,
        false);
  }

  /** Judges what the head had said at the time. */
  public Judgement judgeHeads() {
    return judge(UnaryOperator.identity(), null, false);
  }

  /** Judges the heads of a model as they are. */
  public Judgement judgeHeads(Model model) {
    return judge(stretch -> forecastBy(model, stretch), null, false);
  }

  /** Judges a model as it serves: with its own heads, and its network as far as it is trusted. */
  public Judgement judgeServed(Model model) {
    return judge(stretch -> forecastBy(model, stretch), model, false);
  }

  /** From the step before the window on which a network starts. */
  private HistoryStretch forecastBy(Model model, HistoryStretch stretch) {
    return stretch.forecastBy(model, grid, firstOrigin(stretch) - shape.window() - 1);
  }

  private Judgement judge(
      UnaryOperator<HistoryStretch> heads, @Nullable Model network, boolean weighed) {
    HoldoutErrors sums = new HoldoutErrors(horizon, blocks);
    float[] output = new float[horizon];
    for (HistoryStretch each : stretches) {
      int first = firstOrigin(each);
      int last = lastOrigin(each);
      if (first >= last) {
        continue;
      }
      HistoryStretch stretch = heads.apply(each);
      HistoryStretch.Position position = stretch.position();
      NetworkReplay replay =
          network == null || network.network() == null
              ? null
              : new NetworkReplay(network, grid, stretch, network.network(), first);
      for (int at = first; at < last; at++) {
        boolean judged = stretch.usable(at) && (at - first) % stride == 0;
        boolean lstm = replay != null && replay.advance(at, judged, output);
        if (judged && (stretch.hasForecast(at) || !shape.linear())) {
          judge(sums, stretch, position.moveTo(at), network, lstm ? output : NO_OUTPUT);
        }
      }
    }
    return sums.judgement(weighed);
  }

  /** Whether the network adds to the head. */
  private boolean corrects(Model model) {
    return shape.linear() && model.encoding() == NetworkEncoding.Relative.ON_HEAD;
  }

  private void judge(
      HoldoutErrors sums,
      HistoryStretch stretch,
      HistoryStretch.Position position,
      @Nullable Model network,
      float[] output) {
    int at = position.at();
    int block = (int) ((stretch.firstStep() + at - from) / blockSteps);
    float last = stretch.value(at, shape.targetIndex());
    double mean = (stretch.windowMean(at) - last) / stretch.spread(at);
    boolean head = stretch.hasForecast(at);
    TrainedRange range = TrainedRange.of(position, shape.targetIndex(), shape.window());
    for (int lead = 1; lead <= horizon; lead++) {
      float label = stretch.label(at, lead, false);
      if (Float.isNaN(label)) {
        continue;
      }
      float linear = head ? range.limit(stretch.forecasts()[stretch.forecastAt(at) + lead - 1]) : 0;
      sums.add(Expert.NAIVE, lead, label);
      if (head) {
        sums.add(Expert.LINEAR, lead, label - linear);
      }
      if (output.length > 0 && network != null) {
        float said =
            range.limit(
                network.networkForecast(lead, linear, output[lead - 1], last, stretch.spread(at)));
        sums.add(Expert.LSTM, lead, label - said);
        float stands = corrects(network) ? linear : said;
        sums.answer(block, lead, label, mean, stands, said - stands);
      } else if (head) {
        sums.answer(block, lead, label, mean, linear, 0);
      }
    }
  }
}
