package dev.foretide.train.history;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.model.ModelShape;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Scale;
import dev.foretide.series.Segment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The history of one series, replayed through grid and scale as the evaluator does it: gaps are
 * filled when the reading behind them is there, a gap too long begins a new run. Owned by one
 * thread.
 */
public final class SeriesHistory {
  /** Share of a run that the history must hold for all of it to stay. */
  private static final double LEAST_HELD = 0.8;

  private final ModelShape shape;
  private final Grid grid;
  private final String series;
  private final int target;
  private final Scale scale;
  private final ArrayDeque<Segment> waiting = new ArrayDeque<>();
  private final List<HistoryStretch> runs = new ArrayList<>();
  private final float[] row;
  private final boolean[] measured;
  private final float[] before;
  private final float[] filling;
  private final boolean[] fillingMeasured;

  /** Rows behind the newest step that lack the target: what they have stands in the filled gap. */
  private final Map<Long, float[]> partial = new HashMap<>();

  private int replayed; // steps of the first waiting segment

  public SeriesHistory(ModelShape shape, Grid grid, String series) {
    this.shape = shape;
    this.grid = grid;
    this.series = series;
    this.target = shape.targetIndex();
    this.scale = new Scale(shape.features().size(), ForecastSettings.scaleMemory(shape));
    this.row = new float[shape.features().size()];
    this.before = new float[row.length];
    this.filling = new float[row.length];
    this.measured = new boolean[row.length];
    this.fillingMeasured = new boolean[row.length];
  }

  String series() {
    return series;
  }

  public List<HistoryStretch> runs() {
    return runs;
  }

  /** Step behind the last one that was replayed or waits for it. */
  long endStep() {
    Segment last = waiting.peekLast();
    return last != null ? last.endStep() : runs.isEmpty() ? Long.MIN_VALUE : newest().endStep();
  }

  private HistoryStretch newest() {
    return runs.get(runs.size() - 1);
  }

  /** Takes a segment behind those before. */
  public void offer(Segment segment) {
    waiting.add(segment);
  }

  /** First step that waits to be replayed; the largest number when none does. */
  long nextStep() {
    Segment next = waiting.peekFirst();
    return next == null ? Long.MAX_VALUE : next.firstStep() + replayed;
  }

  /**
   * Replays what waits before a step.
   *
   * @param grown told of every run and the first of its steps that are new
   */
  public void replayUntil(long step, Grown grown) {
    while (nextStep() < step) {
      Segment segment = waiting.getFirst();
      long at = segment.firstStep() + replayed;
      boolean isNew = runs.isEmpty() || at >= newest().endStep();
      float[] values =
          Arrays.copyOfRange(segment.values(), replayed * row.length, (replayed + 1) * row.length);
      if (isNew && Float.isNaN(values[target])) {
        partial.put(at, values);
      } else if (isNew) {
        append(at, values, grown);
        partial.clear();
      }
      replayed++;
      if (replayed == segment.steps()) {
        waiting.remove();
        replayed = 0;
      }
    }
  }

  /** Hears of new steps. */
  public interface Grown {
    void grown(HistoryStretch run, int from);
  }

  private void append(long step, float[] values, Grown grown) {
    boolean first = runs.isEmpty();
    System.arraycopy(row, 0, before, 0, row.length);
    for (int f = 0; f < row.length; f++) {
      measured[f] = !Float.isNaN(values[f]);
      row[f] = measured[f] ? values[f] : first ? (float) scale.level(f) : row[f];
    }
    long missing = first ? 0 : step - newest().endStep();
    if (first || (missing > 0 && !grid.fills(missing))) {
      runs.add(new HistoryStretch(shape, series, step));
      if (!first) {
        scale.breakOff(row);
      }
      missing = 0;
    }
    HistoryStretch run = newest();
    int from = run.length();
    fill(run, (int) missing);
    scale.absorb(row);
    run.append(row, measured, scale);
    grown.grown(run, from);
  }

  /** As the evaluator fills, see {@code WindowFeeder}. */
  private void fill(HistoryStretch run, int missing) {
    for (int i = 1; i <= missing; i++) {
      float[] known = partial.get(run.endStep());
      float share = (float) i / (missing + 1);
      for (int f = 0; f < row.length; f++) {
        fillingMeasured[f] = known != null && !Float.isNaN(known[f]);
        if (fillingMeasured[f] && known != null) {
          filling[f] = known[f];
        } else if (grid.gapFill() == GapFill.LINEAR) {
          filling[f] = before[f] + share * (row[f] - before[f]);
        } else {
          filling[f] = run.value(run.length() - 1, f);
        }
      }
      run.append(filling, fillingMeasured, scale);
    }
    for (int f = 0; missing > 0 && f < row.length; f++) {
      row[f] = measured[f] ? row[f] : filling[f];
    }
    if (missing > 0) {
      scale.breakOff(filling);
    }
  }

  /**
   * Forgets the steps that the history no longer holds; what was learnt from them stays.
   *
   * @param kept first steps and steps behind the last of what it holds, in order, apart
   */
  void retain(List<long[]> kept) {
    List<HistoryStretch> before = List.copyOf(runs);
    runs.clear();
    for (HistoryStretch run : before) {
      List<HistoryStretch> parts = new ArrayList<>();
      long held = 0;
      for (long[] stretch : kept) {
        long from = Math.max(stretch[0], run.firstStep());
        long to = Math.min(stretch[1], run.endStep());
        if (from < to) {
          held += to - from;
          parts.add(run.part(from, to));
        }
      }
      if (held >= run.length() * LEAST_HELD) { // a copy each time would cost more than it frees
        runs.add(run);
      } else {
        runs.addAll(parts);
      }
    }
    if (runs.isEmpty() && !before.isEmpty()) {
      runs.add(before.get(before.size() - 1)); // the series goes on from there
    }
  }
}
