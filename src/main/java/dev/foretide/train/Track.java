package dev.foretide.train;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.model.ModelShape;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Scale;
import dev.foretide.series.Segment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The history of one series, replayed through grid and scale as the evaluator does it: gaps are
 * filled when the reading behind them is there, a gap too long begins a new run. Owned by one
 * thread.
 */
final class Track {
  private final ModelShape shape;
  private final Grid grid;
  private final String series;
  private final int target;
  private final Scale scale;
  private final ArrayDeque<Segment> waiting = new ArrayDeque<>();
  private final List<Run> runs = new ArrayList<>();
  private final float[] row;
  private final float[] before;
  private final float[] filling;
  private int replayed; // steps of the first waiting segment

  Track(ModelShape shape, Grid grid, String series) {
    this.shape = shape;
    this.grid = grid;
    this.series = series;
    this.target = shape.targetIndex();
    this.scale = new Scale(shape.features().size(), ForecastSettings.scaleMemory(shape));
    this.row = new float[shape.features().size()];
    this.before = new float[row.length];
    this.filling = new float[row.length];
  }

  String series() {
    return series;
  }

  List<Run> runs() {
    return runs;
  }

  /** Step behind the last one that was replayed or waits for it. */
  long endStep() {
    Segment last = waiting.peekLast();
    return last != null ? last.endStep() : runs.isEmpty() ? Long.MIN_VALUE : newest().endStep();
  }

  private Run newest() {
    return runs.get(runs.size() - 1);
  }

  /** Takes a segment behind those before. */
  void offer(Segment segment) {
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
  void replayUntil(long step, Grown grown) {
    while (nextStep() < step) {
      Segment segment = waiting.getFirst();
      long at = segment.firstStep() + replayed;
      boolean isNew = runs.isEmpty() || at >= newest().endStep();
      if (isNew && !Float.isNaN(segment.values()[replayed * row.length + target])) {
        append(at, segment.values(), replayed * row.length, grown);
      }
      replayed++;
      if (replayed == segment.steps()) {
        waiting.remove();
        replayed = 0;
      }
    }
  }

  /** Hears of new steps. */
  interface Grown {
    void grown(Run run, int from);
  }

  private void append(long step, float[] values, int offset, Grown grown) {
    boolean first = runs.isEmpty();
    for (int f = 0; f < row.length; f++) {
      before[f] = row[f];
      float value = values[offset + f];
      row[f] = Float.isNaN(value) ? (first ? (float) scale.level(f) : row[f]) : value;
    }
    long missing = first ? 0 : step - newest().endStep();
    if (first || (missing > 0 && !grid.fills(missing))) {
      runs.add(new Run(shape, series, step));
      if (!first) {
        scale.breakOff(row);
      }
      missing = 0;
    }
    Run run = newest();
    int from = run.length();
    fill(run, (int) missing);
    scale.absorb(row);
    run.append(row, true, scale);
    grown.grown(run, from);
  }

  private void fill(Run run, int missing) {
    for (int i = 1; i <= missing; i++) {
      for (int f = 0; f < row.length; f++) {
        float share = (float) i / (missing + 1);
        filling[f] =
            grid.gapFill() == GapFill.LINEAR ? before[f] + share * (row[f] - before[f]) : before[f];
      }
      run.append(filling, false, scale);
    }
    if (missing > 0) {
      scale.breakOff(filling);
    }
  }

  /** Forgets the steps before one; what was learnt from them stays. */
  void forgetBefore(long step) {
    while (runs.size() > 1 && runs.get(0).endStep() < step) {
      runs.remove(0);
    }
    if (!runs.isEmpty()) {
      runs.get(0).forgetBefore(step);
    }
  }
}
