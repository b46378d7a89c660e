package dev.foretide.forecast;

import dev.foretide.model.Model;
import dev.foretide.series.Forecast;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Reading;
import dev.foretide.series.Score;
import dev.foretide.series.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Answers the readings of a series, one by one.
 *
 * <p>For the first reading of a step, in this order: fill or break a gap; let the scale absorb the
 * value; settle the forecasts that waited for this step (score, then learn); add the step to the
 * window; advance the network; issue the forecast, which now waits. So a forecast never learns from
 * a label before the label is there.
 *
 * <p>Owned by one thread; the state is passed in.
 */
public final class SeriesForecaster {
  /** Larger values count as missing: their differences and errors would leave float32. */
  private static final double LARGEST = 1e36;

  private final ForecastSettings settings;
  private final Grid grid;
  private final int features;
  private final int target;
  private final ForecastSettler settler;
  private final ForecastIssuer issuer;
  private final float[] row;
  private final float[] filled;

  public SeriesForecaster(ForecastSettings settings) {
    this(settings, ForecastObserver.NONE);
  }

  /**
   * @param observer hears what goes to no topic
   */
  public SeriesForecaster(ForecastSettings settings, ForecastObserver observer) {
    this.settings = settings;
    this.grid = settings.grid();
    this.features = settings.shape().features().size();
    this.target = settings.shape().targetIndex();
    this.settler = new ForecastSettler(settings, observer);
    this.issuer = new ForecastIssuer(settings, observer);
    this.row = new float[features];
    this.filled = new float[features];
  }

  /**
   * Answers one reading.
   *
   * @param state of the reading's series; changed
   * @param group model group of the series
   * @param model the group's newest model, or null
   */
  public Answer answer(SeriesState state, Reading reading, String group, @Nullable Model model) {
    if (!known(reading.features()[target])) {
      return Answer.of(Outcome.MISSING);
    }
    long step = grid.stepOf(reading.timestamp());
    if (state.window.size() == 0) {
      return open(state, reading, step, group, model);
    }
    if (step < state.step) {
      return Answer.of(correct(state, reading, step) ? Outcome.CORRECTED : Outcome.LATE);
    }
    if (step > state.step) {
      return open(state, reading, step, group, model);
    }
    if (reading.timestamp() == state.timestamp) {
      Forecast again = issuer.again(state, reading.series(), group);
      return new Answer(Outcome.DUPLICATE, again, null, null);
    }
    merge(state, reading);
    return Answer.of(Outcome.MERGED);
  }

  private static boolean known(double value) {
    return Math.abs(value) <= LARGEST; // false for NaN
  }

  /** The newest forecast of a series, as it waits for its targets; null when there is none. */
  public @Nullable Forecast newest(SeriesState state, String series, String group) {
    return state.window.size() == 0 ? null : issuer.again(state, series, group);
  }

  private Answer open(
      SeriesState state, Reading reading, long step, String group, @Nullable Model model) {
    Segment segment = null;
    int newSteps = 1;
    takeRow(state, reading);
    if (state.window.size() > 0) {
      long missing = step - state.step - 1;
      if (missing > 0 && !grid.fills(missing)) {
        segment = cut(state, reading.series(), 0);
        state.restart();
        state.scale.breakOff(row);
      } else {
        fill(state, (int) missing);
        newSteps += (int) missing;
      }
    }
    state.scale.absorb(row);
    Score score = settler.settle(state, reading.series(), group, step, row[target]);
    state.window.append(row, true);
    state.step = step;
    state.timestamp = reading.timestamp();
    state.readingsInStep = 1;
    state.unsentSteps++;
    Forecast forecast = issuer.issue(state, reading.series(), group, model, newSteps);
    if (segment == null && state.unsentSteps > settings.segmentSteps()) {
      segment = cut(state, reading.series(), 1);
    }
    return new Answer(Outcome.ACCEPTED, forecast, score, segment);
  }

  /** A missing feature holds its last value; one that was never seen stands at its level. */
  private void takeRow(SeriesState state, Reading reading) {
    for (int f = 0; f < features; f++) {
      double value = reading.features()[f];
      if (!known(value)) {
        value = state.window.size() > 0 ? state.window.value(0, f) : state.scale.level(f);
      }
      row[f] = (float) value;
    }
  }

  private void fill(SeriesState state, int missing) {
    for (int i = 1; i <= missing; i++) {
      for (int f = 0; f < features; f++) {
        float last = state.window.value(i - 1, f); // appending makes the last measured row older
        float share = (float) i / (missing + 1);
        filled[f] = grid.gapFill() == GapFill.LINEAR ? last + share * (row[f] - last) : last;
      }
      state.window.append(filled, false);
      state.unsentSteps++;
    }
    if (missing > 0) {
      state.scale.breakOff(filled);
    }
  }

  /** Cuts the unsent steps, except the newest {@code keep}, off as history. */
  private @Nullable Segment cut(SeriesState state, String series, int keep) {
    int steps = state.unsentSteps - keep;
    if (steps < 1) {
      return null;
    }
    float[] values = new float[steps * features];
    for (int i = 0; i < steps; i++) {
      int age = state.unsentSteps - 1 - i;
      for (int f = 0; f < features; f++) {
        values[i * features + f] =
            state.window.measured(age) ? state.window.value(age, f) : Float.NaN;
      }
    }
    long first = state.step - state.unsentSteps + 1;
    state.unsentSteps = keep;
    return new Segment(series, first, features, values);
  }

  private boolean correct(SeriesState state, Reading reading, long step) {
    long age = state.step - step;
    if (!grid.accepts(step, state.step) || age >= state.window.size()) {
      return false;
    }
    for (int f = 0; f < features; f++) {
      if (known(reading.features()[f])) {
        state.window.correct((int) age, f, (float) reading.features()[f]);
      }
    }
    state.networkVersion = SeriesState.STALE;
    return true;
  }

  private void merge(SeriesState state, Reading reading) {
    for (int f = 0; f < features; f++) {
      double value = reading.features()[f];
      if (known(value)) {
        double soFar = state.window.value(0, f);
        state.window.correct(
            0, f, (float) grid.aggregate().fold(soFar, state.readingsInStep, value));
      }
    }
    state.readingsInStep++;
    state.timestamp = Math.max(state.timestamp, reading.timestamp());
    state.networkVersion = SeriesState.STALE;
  }
}
