package dev.foretide.train.history;

import dev.foretide.model.LinearHead;
import dev.foretide.model.LinearHeads;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Regressors;
import dev.foretide.series.CalendarTerm;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.series.Grid;
import dev.foretide.series.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What a group's trainings know: its history as the evaluator saw it, and linear heads that are
 * learnt from it block by block.
 *
 * <p>Within a block of time the heads are those from before it. So what they forecast there, which
 * the network sees and learns to correct, and their errors are those of forecasts made without
 * knowing the future, although the heads in the end have learnt from everything. What was learnt
 * stays from one training to the next, and a training replays only what is new.
 *
 * <p>Owned by one thread at a time: by the training under way.
 */
public final class GroupLearner {
  /**
   * Values of history that are kept for the network; the heads have learnt from what was before.
   */
  private static final long LARGEST = 24_000_000;

  /** Heads are renewed when this share of the history is new, but not more often than in this. */
  private static final double BLOCK_SHARE = 0.01;

  private static final int SMALLEST_BLOCK = 16;

  private final ModelShape shape;
  private final Grid grid;
  private final int horizon;
  private final TreeMap<String, SeriesHistory> histories = new TreeMap<>();
  private final @Nullable HeadRegression heads;
  private final OnlineErrors errors;
  private final Regressors regressors;
  private final float[] forecast;
  private long firstStep = Long.MAX_VALUE;
  private long steps;

  public GroupLearner(ModelShape shape, Grid grid) {
    this.shape = shape;
    this.grid = grid;
    this.horizon = shape.horizon();
    this.heads = shape.linear() ? new HeadRegression(shape) : null;
    this.errors = new OnlineErrors(horizon);
    this.regressors = new Regressors(shape);
    this.forecast = new float[horizon];
  }

  /**
   * Learns what is new in a history.
   *
   * @param history segments in any order; those that were seen before are passed over
   */
  public void learn(Collection<Segment> history) {
    history.stream()
        .sorted(Comparator.comparingLong(Segment::firstStep))
        .forEach(
            segment -> {
              SeriesHistory replayed =
                  histories.computeIfAbsent(
                      segment.series(), series -> new SeriesHistory(shape, grid, series));
              if (segment.endStep() > replayed.endStep()) {
                replayed.offer(segment);
                firstStep = Math.min(firstStep, segment.firstStep());
              }
            });
    for (long next = nextStep(); next < Long.MAX_VALUE; next = nextStep()) {
      long block = Math.max(SMALLEST_BLOCK, (long) (BLOCK_SHARE * (next - firstStep)));
      for (SeriesHistory replayed : histories.values()) {
        replayed.replayUntil(next + block, this::grown);
      }
      if (heads != null) {
        heads.solve();
      }
    }
    retain(history);
  }

  private long nextStep() {
    return histories.values().stream()
        .mapToLong(SeriesHistory::nextStep)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private void grown(HistoryStretch stretch, int from) {
    HistoryStretch.Position position = stretch.position();
    for (int at = from; at < stretch.length(); at++) {
      steps++;
      forecastAt(stretch, position.moveTo(at), at);
      if (at >= horizon && stretch.usable(at - horizon)) {
        mature(stretch, position.moveTo(at - horizon), at - horizon);
      }
    }
  }

  /** Keeps what the head forecasts here, for the network. */
  private void forecastAt(HistoryStretch stretch, HistoryStretch.Position position, int at) {
    LinearHeads own = heads == null ? null : heads.headsOf(stretch.series());
    if (own != null) {
      regressors.encode(position, 0, grid.startOf(stretch.firstStep() + at));
      own.linear().predict(regressors, forecast);
      System.arraycopy(forecast, 0, stretch.forecasts(), stretch.forecastAt(at), horizon);
    }
  }

  /** All labels of an origin are there: score what the heads would have said, then learn. */
  private void mature(HistoryStretch stretch, HistoryStretch.Position position, int origin) {
    regressors.encode(position, 0, grid.startOf(stretch.firstStep() + origin));
    LinearHeads own = heads == null ? null : heads.headsOf(stretch.series());
    if (own != null || heads == null) {
      for (int lead = 1; lead <= horizon; lead++) {
        float label = stretch.label(origin, lead, false);
        errors.add(Expert.NAIVE, lead, 0, label);
        errors.add(Expert.SEASONAL, lead, repeated(position, shape.season(), lead), label);
        errors.add(Expert.CYCLE, lead, repeated(position, shape.longerCycle(), lead), label);
      }
    }
    for (Expert expert : Expert.HEADS) {
      LinearHead head = own == null ? null : own.of(expert);
      if (head != null) {
        head.predict(regressors, forecast);
        for (int lead = 1; lead <= horizon; lead++) {
          errors.add(expert, lead, forecast[lead - 1], stretch.label(origin, lead, false));
        }
      }
    }
    if (heads != null) {
      heads.add(stretch, origin, taught(stretch.firstStep() + origin));
    }
  }

  /** The regressors, without the calendar terms of which no two cycles have passed yet. */
  private float[] taught(long step) {
    float[] values = regressors.values();
    int at = values.length - shape.calendarColumns();
    for (CalendarTerm term : shape.calendar()) {
      if ((step - firstStep) * shape.stepMillis() < 2 * term.periodMillis()) {
        Arrays.fill(values, at, at + term.columns(), 0);
      }
      at += term.columns();
    }
    return values;
  }

  private double repeated(HistoryStretch.Position context, int cycle, int lead) {
    int age = cycle <= 0 ? context.size() : Regressors.cycleLag(cycle, lead);
    int target = shape.targetIndex();
    return age >= context.size()
        ? Double.NaN
        : (context.value(age, target) - context.value(0, target)) / context.spread(target);
  }

  /** Keeps of the replayed steps what the history holds, and of that what there is room for. */
  private void retain(Collection<Segment> history) {
    Map<String, List<long[]>> held = new HashMap<>();
    history.stream()
        .sorted(Comparator.comparingLong(Segment::firstStep))
        .forEach(segment -> extend(held, segment));
    histories.forEach((series, replayed) -> replayed.retain(held.getOrDefault(series, List.of())));
    long values = stretches().stream().mapToLong(HistoryStretch::length).sum() * valuesPerStep();
    if (values > LARGEST) {
      long oldest = quantile((double) (values - LARGEST) / values);
      List<long[]> newest = List.<long[]>of(new long[] {oldest, Long.MAX_VALUE});
      histories.values().forEach(replayed -> replayed.retain(newest));
    }
  }

  private long valuesPerStep() {
    return shape.features().size() * 4L + (shape.linear() ? horizon : 0) + 1;
  }

  /** Adds a segment to the stretches of its series; a gap that grids fill does not part them. */
  private void extend(Map<String, List<long[]>> held, Segment segment) {
    List<long[]> stretches = held.computeIfAbsent(segment.series(), id -> new ArrayList<>());
    long[] last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
    if (last != null && segment.firstStep() - last[1] <= grid.gapMax()) {
      last[1] = Math.max(last[1], segment.endStep());
    } else {
      stretches.add(new long[] {segment.firstStep(), segment.endStep()});
    }
  }

  /** The step that has a share of all kept steps before it. */
  public long quantile(double share) {
    long[] all =
        stretches().stream()
            .flatMapToLong(stretch -> LongStream.range(stretch.firstStep(), stretch.endStep()))
            .sorted()
            .toArray();
    return all.length == 0 ? 0 : all[Math.min(all.length - 1, (int) (all.length * share))];
  }

  public List<HistoryStretch> stretches() {
    return histories.values().stream().flatMap(replayed -> replayed.stretches().stream()).toList();
  }

  /** Linear heads of the group, from all of the history; null where there are none. */
  public @Nullable LinearHeads heads() {
    return heads == null ? null : heads.heads();
  }

  /** Heads of single series. */
  public Map<String, LinearHeads> ownHeads() {
    return heads == null ? Map.of() : heads.ownHeads();
  }

  /** Faded mean squared errors; NaN for the LSTM. */
  public ExpertTable errors() {
    return errors.means();
  }

  public ModelShape shape() {
    return shape;
  }

  /** Steps that were ever replayed. */
  public long steps() {
    return steps;
  }

  public int series() {
    return histories.size();
  }

  /** Bytes that it holds, about. */
  public long bytes() {
    long values = stretches().stream().mapToLong(HistoryStretch::length).sum() * valuesPerStep();
    return Float.BYTES * values + (heads == null ? 0 : heads.bytes());
  }

  /** First step of all. */
  public long firstStep() {
    return histories.isEmpty() ? 0 : firstStep;
  }

  /** Step behind the last of all. */
  public long endStep() {
    return stretches().stream().mapToLong(HistoryStretch::endStep).max().orElse(0);
  }
}
