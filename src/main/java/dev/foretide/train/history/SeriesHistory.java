package dev.foretide.train.history;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.model.ModelShape;
import dev.foretide.series.GapFiller;
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
 * The history of one series, replayed by the {@link GapFiller} and the scale of the live path: gaps
 * are filled when the reading behind them is there, a gap too long begins a new stretch. Owned by
 * one thread.
 *
 * <p>Values and what stands for missing ones are those of the live window once it has its late
 * readings. The scale is that of the live path where no step was corrected: there it has absorbed
 * what came first, here what the step came to.
 */
public final class SeriesHistory implements GapFiller.Steps {
  /** Share of a stretch that the history must hold for all of it to stay. */
  private static final double LEAST_HELD = 0.8;

  private final ModelShape shape;
  private final String series;
  private final int features;
  private final int target;
  private final GapFiller filler;
  private final Scale scale;
  private final ArrayDeque<Segment> waiting = new ArrayDeque<>();
  private final List<HistoryStretch> stretches = new ArrayList<>();

  /** Rows behind the newest step, up to the first that has the target. */
  private final Map<Long, float[]> ahead = new HashMap<>();

  private boolean begins = true;
  private long reached; // the step that is being added
  private int replayed; // steps of the first waiting segment

  public SeriesHistory(ModelShape shape, Grid grid, String series) {
    this.shape = shape;
    this.series = series;
    this.features = shape.features().size();
    this.target = shape.targetIndex();
    this.filler = new GapFiller(grid, features, target);
    this.scale = new Scale(features, ForecastSettings.scaleMemory(shape));
  }

  String series() {
    return series;
  }

  public List<HistoryStretch> stretches() {
    return stretches;
  }

  /** Step behind the last one that was replayed or waits for it. */
  long endStep() {
    Segment last = waiting.peekLast();
    return last != null
        ? last.endStep()
        : stretches.isEmpty() ? Long.MIN_VALUE : stretch().endStep();
  }

  private HistoryStretch stretch() {
    return stretches.get(stretches.size() - 1);
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
   * @param grown told of every stretch and the first of its steps that are new
   */
  public void replayUntil(long step, Grown grown) {
    while (nextStep() < step) {
      Segment segment = waiting.getFirst();
      long at = segment.firstStep() + replayed;
      if (stretches.isEmpty() || at >= stretch().endStep()) {
        float[] values = segment.values();
        ahead.put(at, Arrays.copyOfRange(values, replayed * features, (replayed + 1) * features));
        if (readings(at, target) > 0) {
          append(at, grown);
          ahead.clear();
        }
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
    void grown(HistoryStretch stretch, int from);
  }

  private void append(long step, Grown grown) {
    reached = step;
    int filled = filler.reach(this, scale, step);
    filler.append(this);
    grown.grown(stretch(), stretch().length() - 1 - filled);
  }

  @Override
  public boolean isEmpty() {
    return stretches.isEmpty();
  }

  @Override
  public long newest() {
    return stretch().endStep() - 1;
  }

  @Override
  public float value(int feature) {
    return stretch().value(stretch().length() - 1, feature);
  }

  @Override
  public int readings(long step, int feature) {
    float[] values = ahead.get(step);
    return values == null || Float.isNaN(values[feature]) ? 0 : 1;
  }

  @Override
  public double reading(long step, int feature) {
    float[] values = ahead.get(step);
    return values == null ? Float.NaN : values[feature];
  }

  @Override
  public void append(float[] values, int[] readings) {
    if (begins) {
      stretches.add(new HistoryStretch(shape, series, reached));
      begins = false;
    }
    stretch().append(values, readings, scale);
  }

  @Override
  public void restart() {
    begins = true;
  }

  /**
   * Forgets the steps that the history no longer holds; what was learnt from them stays.
   *
   * @param kept first steps and steps behind the last of what it holds, in order, apart
   */
  void retain(List<long[]> kept) {
    List<HistoryStretch> before = List.copyOf(stretches);
    stretches.clear();
    for (HistoryStretch stretch : before) {
      List<HistoryStretch> parts = new ArrayList<>();
      long held = 0;
      for (long[] range : kept) {
        long from = Math.max(range[0], stretch.firstStep());
        long to = Math.min(range[1], stretch.endStep());
        if (from < to) {
          held += to - from;
          parts.add(stretch.part(from, to));
        }
      }
      if (held >= stretch.length() * LEAST_HELD) { // a copy each time would cost more than it frees
        stretches.add(stretch);
      } else {
        stretches.addAll(parts);
      }
    }
    if (stretches.isEmpty() && !before.isEmpty()) {
      stretches.add(before.get(before.size() - 1)); // the series goes on from there
    }
  }
}
