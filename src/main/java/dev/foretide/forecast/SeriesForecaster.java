package dev.foretide.forecast;

import dev.foretide.model.Model;
import dev.foretide.series.Forecast;
import dev.foretide.series.Grid;
import dev.foretide.series.Reading;
import dev.foretide.series.Score;
import dev.foretide.series.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Processes the readings of a series, one by one: forecasts, scores and learns.
 *
 * <p>A step is processed in this order: fill or break a gap; let the scale absorb the value; score
 * the forecasts that waited for this step (score, then learn); add the step to the window; advance
 * the network; issue the forecast, which now waits. So a forecast never learns from a label before
 * the label is there.
 *
 * <p>When it is processed depends on the step before. A series whose last closed step has one
 * reading of the target is processed at the first reading of a step, at once; further readings are
 * folded into it. A series whose last closed step has several is <em>dense</em>: a step is
 * processed when it closes, with the aggregate of all its readings. It closes at the first reading
 * of a later step, or by {@link #close}. Since this rests on the window alone, the same readings
 * give the same results.
 *
 * <p>A reading that has other features but no target is kept until the target of its step comes; if
 * that never comes, the filled step has them.
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
  private final ForecastScorer scorer;
  private final ForecastIssuer issuer;
  private final GridWindow window;

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
    this.scorer = new ForecastScorer(settings, observer);
    this.issuer = new ForecastIssuer(settings, observer);
    this.window = new GridWindow(settings);
  }

  /**
   * Processes one reading. It gives rise to one forecast and one score at most, except when a
   * series ceases to be dense: then {@link StepResult#closed} has another of each.
   *
   * @param state of the reading's series; changed
   * @param group model group of the series
   * @param model the group's newest model, or null
   */
  public StepResult process(
      SeriesState state, Reading reading, String group, @Nullable Model model) {
    if (!hasAny(reading)) {
      return StepResult.of(Outcome.MISSING);
    }
    long step = grid.stepOf(reading.timestamp());
    long open = state.pending.newestWith(target);
    if (open == PendingSteps.NONE || step <= open) {
      return take(state, reading, step, group, model);
    }
    StepResult closed = processStep(state, reading.series(), open, group, model);
    return take(state, reading, step, group, model).after(closed);
  }

  /**
   * Processes the open step of a dense series as it stands: its sensor is silent, or its readings
   * are at their end.
   *
   * @return without forecast and score, and {@link Outcome#MISSING}, when no step is open
   */
  public StepResult close(SeriesState state, String series, String group, @Nullable Model model) {
    long open = state.pending.newestWith(target);
    return open == PendingSteps.NONE
        ? StepResult.of(Outcome.MISSING)
        : processStep(state, series, open, group, model);
  }

  private boolean hasAny(Reading reading) {
    for (double value : reading.features()) {
      if (known(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean known(double value) {
    return Math.abs(value) <= LARGEST; // false for NaN
  }

  /** The newest forecast of a series, as it waits for its targets; null when there is none. */
  public @Nullable Forecast newest(SeriesState state, String series, String group) {
    return state.window.size() == 0 ? null : issuer.again(state, series, group);
  }

  /**
   * The weights of the experts in the newest forecast, {@code [experts, horizon]}, by {@link
   * dev.foretide.series.Expert#index}; empty without a forecast.
   *
   * @param model the one that made the forecast, or null; with another the weights are empty
   */
  public float[][] weights(SeriesState state, @Nullable Model model) {
    return state.window.size() == 0 ? new float[0][] : issuer.weights(state, model);
  }

  private StepResult take(
      SeriesState state, Reading reading, long step, String group, @Nullable Model model) {
    boolean begun = state.window.size() > 0;
    long open = state.pending.newestWith(target);
    if (open != PendingSteps.NONE ? step < open : begun && step < state.step) {
      long newest = open != PendingSteps.NONE ? open : state.step;
      boolean corrected = grid.accepts(step, newest) && correct(state, reading, step);
      return StepResult.of(corrected ? Outcome.CORRECTED : Outcome.LATE);
    }
    if (repeats(state, reading)) {
      Forecast again = newest(state, reading.series(), group);
      float value = again == null ? Float.NaN : state.window.value(0, target);
      return new StepResult(Outcome.DUPLICATE, again, null, null, value, null);
    }
    if (begun && step == state.step) {
      foldIntoWindow(state, reading, 0);
      return StepResult.of(Outcome.MERGED);
    }
    return await(state, reading, step, group, model);
  }

  /** A step that is not in the window yet. */
  private StepResult await(
      SeriesState state, Reading reading, long step, String group, @Nullable Model model) {
    boolean dense = dense(state);
    boolean first = state.pending.count(step, target) == 0;
    if (!state.pending.hold(step)) {
      if (dense || !known(reading.features()[target])) {
        return StepResult.of(Outcome.LATE);
      }
      state.pending.clear(); // features of steps too far ahead to be joined by a gap
      state.pending.hold(step);
    }
    foldIntoPending(state, reading, step);
    if (!known(reading.features()[target])) {
      return StepResult.of(first ? Outcome.PARTIAL : Outcome.MERGED);
    }
    if (dense) {
      return StepResult.of(first ? Outcome.ACCEPTED : Outcome.MERGED);
    }
    return processStep(state, reading.series(), step, group, model);
  }

  /** Whether steps are processed when they close: the newest one had several readings. */
  private boolean dense(SeriesState state) {
    return state.window.size() > 0 && state.window.readings(0, target) > 1;
  }

  /** The very reading again: each feature that it has was last read at its time. */
  private boolean repeats(SeriesState state, Reading reading) {
    for (int f = 0; f < features; f++) {
      if (isNew(state, reading, f)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a reading has a feature, and it is not the one of that very time once more. */
  private static boolean isNew(SeriesState state, Reading reading, int feature) {
    return known(reading.features()[feature]) && state.times[feature] != reading.timestamp();
  }

  private static void remember(SeriesState state, Reading reading, int feature) {
    state.times[feature] = Math.max(state.times[feature], reading.timestamp());
  }

  /**
   * Moves a pending step that has the target into the window, in the order that the class comment
   * gives: gap, scale, scores, window, forecast.
   */
  private StepResult processStep(
      SeriesState state, String series, long step, String group, @Nullable Model model) {
    int newSteps = 1 + window.reach(state, series, step);
    float value = window.row()[target];
    Segment segment = window.closed();
    Score score = debounced(state, step, scorer.settle(state, series, group, step, value));
    window.append(step);
    Forecast forecast = issuer.issue(state, series, group, model, newSteps);
    if (segment == null && state.unsentSteps >= settings.segmentSteps() + settings.keptSteps()) {
      segment = window.cut(state, series, settings.keptSteps());
    }
    return new StepResult(Outcome.ACCEPTED, forecast, score, segment, value, null);
  }

  /** A value outside the interval is an anomaly only as the last of several in a row. */
  private @Nullable Score debounced(SeriesState state, long step, @Nullable Score score) {
    if (score == null || !state.waiting.has(step - 1)) {
      return score; // nothing was forecast for it with lead 1
    }
    state.outside = score.anomaly() ? Math.min(state.outside, Integer.MAX_VALUE - 1) + 1 : 0;
    return score.withAnomaly(state.outside >= settings.anomalyDebounce());
  }

  /** Corrects a step behind the newest one; false when neither window nor pending steps hold it. */
  private boolean correct(SeriesState state, Reading reading, long step) {
    if (state.window.size() == 0 || step > state.step) {
      if (!state.pending.hold(step)) {
        return false;
      }
      foldIntoPending(state, reading, step);
      return true;
    }
    long age = state.step - step;
    if (age >= state.window.size()) {
      return false;
    }
    foldIntoWindow(state, reading, (int) age);
    return true;
  }

  private void foldIntoPending(SeriesState state, Reading reading, long step) {
    for (int f = 0; f < features; f++) {
      if (isNew(state, reading, f)) {
        state.pending.fold(step, f, reading.features()[f], grid.aggregate());
        remember(state, reading, f);
      }
    }
  }

  /**
   * A late reading replaces the only one of its step; among several it is folded in. What stands
   * for values that were not measured follows it, as it does where history is replayed.
   */
  private void foldIntoWindow(SeriesState state, Reading reading, int age) {
    for (int f = 0; f < features; f++) {
      double value = reading.features()[f];
      if (!isNew(state, reading, f)) {
        continue;
      }
      remember(state, reading, f);
      if (age > 0 && state.window.readings(age, f) == 1) {
        state.window.correct(age, f, (float) value);
      } else {
        state.window.fold(age, f, value, grid.aggregate());
      }
    }
    window.refill(state, age);
    state.networkVersion = SeriesState.STALE;
  }
}
