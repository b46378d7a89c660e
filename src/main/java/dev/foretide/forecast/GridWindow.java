package dev.foretide.forecast;

import dev.foretide.series.GapFiller;
import dev.foretide.series.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Moves pending steps into the window of a series by a {@link GapFiller}, and cuts off as history
 * what can no longer be corrected. Owned by one thread, which sets the series that it is about.
 */
final class GridWindow implements GapFiller.Steps {
  private final GapFiller filler;
  private final int features;
  private SeriesState state;
  private String series = "";
  private @Nullable Segment closed;

  GridWindow(ForecastSettings settings) {
    this.features = settings.shape().features().size();
    this.filler = new GapFiller(settings.grid(), features, settings.shape().targetIndex());
    this.state = new SeriesState(settings);
  }

  /**
   * Walks up to a pending step that has the target, and lets the scale absorb it; {@link #append}
   * then adds it.
   *
   * @return steps that were filled
   */
  int reach(SeriesState current, String id, long step) {
    state = current;
    series = id;
    closed = null;
    return filler.reach(this, state.scale, step);
  }

  /** The values of the step reached last, {@code [features]}; valid until the next one. */
  float[] row() {
    return filler.row();
  }

  /** Adds the step reached last to the window as the newest one. */
  void append(long step) {
    filler.append(this);
    state.step = step;
    state.pending.forgetUpTo(step);
  }

  /** The history that ended on the way to the step reached last, by a gap too long; else null. */
  @Nullable Segment closed() {
    return closed;
  }

  @Override
  public boolean isEmpty() {
    return state.window.size() == 0;
  }

  @Override
  public long newest() {
    return state.step;
  }

  @Override
  public float value(int feature) {
    return state.window.value(0, feature);
  }

  @Override
  public int readings(long step, int feature) {
    return state.pending.count(step, feature);
  }

  @Override
  public double reading(long step, int feature) {
    return state.pending.value(step, feature);
  }

  /** With other settings than before more may be unsent than the window holds: the oldest go. */
  @Override
  public void append(float[] values, int[] counts) {
    state.window.append(values, counts);
    state.unsentSteps = Math.min(state.unsentSteps + 1, state.window.size());
    state.step++;
  }

  @Override
  public void restart() {
    closed = cut(state, series, 0);
    state.restart();
  }

  /** Fills again what hangs on a step that was corrected. */
  void refill(SeriesState current, int age) {
    filler.refill(current.window, age);
  }

  /** Cuts the unsent steps, except the newest {@code keep}, off as history. */
  @Nullable Segment cut(SeriesState current, String id, int keep) {
    int steps = current.unsentSteps - keep;
    if (steps < 1) {
      return null;
    }
    float[] values = new float[steps * features];
    for (int i = 0; i < steps; i++) {
      int age = current.unsentSteps - 1 - i;
      for (int f = 0; f < features; f++) {
        values[i * features + f] =
            current.window.measured(age, f) ? current.window.value(age, f) : Float.NaN;
      }
    }
    long first = current.step - current.unsentSteps + 1;
    current.unsentSteps = keep;
    return new Segment(id, first, features, values);
  }
}
