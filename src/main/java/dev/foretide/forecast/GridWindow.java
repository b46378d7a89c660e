package dev.foretide.forecast;

import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Moves pending steps into the window of a series, fills gaps between, and cuts off as history what
 * can no longer be corrected. Owned by one thread.
 */
final class GridWindow {
  private final Grid grid;
  private final int features;
  private final float[] row;
  private final int[] rowCounts;
  private final float[] filled;
  private final int[] filledCounts;

  GridWindow(ForecastSettings settings) {
    this.grid = settings.grid();
    this.features = settings.shape().features().size();
    this.row = new float[features];
    this.rowCounts = new int[features];
    this.filled = new float[features];
    this.filledCounts = new int[features];
  }

  /**
   * The values of a pending step. A missing feature holds its last value; one that was never seen
   * stands at its level.
   *
   * @return {@code [features]}, valid until the next call
   */
  float[] row(SeriesState state, long step) {
    for (int f = 0; f < features; f++) {
      rowCounts[f] = state.pending.count(step, f);
      row[f] =
          rowCounts[f] > 0
              ? (float) state.pending.value(step, f)
              : state.window.size() > 0 ? state.window.value(0, f) : (float) state.scale.level(f);
    }
    return row;
  }

  /**
   * Fills the steps between the newest one and that of the last {@link #row}. Features that did
   * come for them stand there as measured.
   */
  void fill(SeriesState state, int missing) {
    for (int i = 1; i <= missing; i++) {
      long step = state.step + i;
      float share = (float) i / (missing + 1);
      for (int f = 0; f < features; f++) {
        filledCounts[f] = state.pending.count(step, f);
        if (filledCounts[f] > 0) {
          filled[f] = (float) state.pending.value(step, f);
        } else if (grid.gapFill() == GapFill.LINEAR) {
          float last = state.window.value(i - 1, f); // appending makes the last answered row older
          filled[f] = last + share * (row[f] - last);
        } else {
          filled[f] = state.window.value(0, f);
        }
      }
      append(state, filled, filledCounts);
    }
    if (missing > 0) {
      state.scale.breakOff(filled);
      for (int f = 0; f < features; f++) {
        row[f] = rowCounts[f] > 0 ? row[f] : filled[f];
      }
    }
  }

  /** Adds the last {@link #row} to the window as the newest step. */
  void append(SeriesState state, long step) {
    append(state, row, rowCounts);
    state.pending.forgetUpTo(step);
    state.step = step;
  }

  /** With other settings than before more may be unsent than the window holds: the oldest go. */
  private static void append(SeriesState state, float[] values, int[] counts) {
    state.window.append(values, counts);
    state.unsentSteps = Math.min(state.unsentSteps + 1, state.window.size());
  }

  /** Cuts the unsent steps, except the newest {@code keep}, off as history. */
  @Nullable Segment cut(SeriesState state, String series, int keep) {
    int steps = state.unsentSteps - keep;
    if (steps < 1) {
      return null;
    }
    float[] values = new float[steps * features];
    for (int i = 0; i < steps; i++) {
      int age = state.unsentSteps - 1 - i;
      for (int f = 0; f < features; f++) {
        values[i * features + f] =
            state.window.measured(age, f) ? state.window.value(age, f) : Float.NaN;
      }
    }
    long first = state.step - state.unsentSteps + 1;
    state.unsentSteps = keep;
    return new Segment(series, first, features, values);
  }
}
