package dev.foretide.forecast;

import dev.foretide.model.LinearInputs;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.score.WaitingForecasts;
import dev.foretide.series.Expert;
import dev.foretide.series.Forecast;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Issues the forecast of a series from its newest step: asks the experts, weighs them per lead,
 * puts intervals around them.
 *
 * <p>Experts speak in differences to the last value, in units of the scale. Owned by one thread.
 */
final class ForecastIssuer {
  /** Mean absolute over root mean square error of a normal law. */
  private static final double MAE_OF_RMSE = 0.8;

  private final ForecastSettings settings;
  private final ModelShape shape;
  private final int horizon;
  private final int target;
  private final double[] levels;
  private final LinearInputs linearInputs;
  private final NetworkStepper stepper;
  private final float[] regressors;
  private final float[] linear;
  private final float[] network;
  private final float[] noPriors;
  private final float[] available = new float[Expert.COUNT];
  private final float[] weights = new float[Expert.COUNT];

  ForecastIssuer(ForecastSettings settings) {
    this.settings = settings;
    this.shape = settings.shape();
    this.horizon = shape.horizon();
    this.target = shape.targetIndex();
    this.levels = settings.levels();
    this.linearInputs = new LinearInputs(shape);
    this.stepper = new NetworkStepper(settings);
    this.regressors = new float[linearInputs.size()];
    this.linear = new float[horizon];
    this.network = new float[horizon];
    this.noPriors = new float[Expert.COUNT * horizon];
    Arrays.fill(noPriors, Float.NaN);
  }

  /**
   * Issues the forecast from the newest step; null for the first reading of a series, of which
   * nothing is known.
   *
   * @param newSteps steps added to the window since the network was last advanced
   */
  @Nullable Forecast issue(
      SeriesState state, String series, String group, @Nullable Model model, int newSteps) {
    boolean full = state.window.size() >= shape.window();
    boolean hasNetwork = model != null && stepper.advance(state, model, newSteps, network);
    boolean lstm = hasNetwork && full;
    if (state.scale.count() < 2) {
      return null;
    }
    boolean head = model != null && model.head() != null;
    if (model != null && model.head() != null) {
      linearInputs.encode(
          state.window, state.scale, settings.grid().startOf(state.step), regressors);
      model.head().predict(regressors, linear);
    } else {
      Arrays.fill(linear, 0);
    }
    state.version = model == null ? 0 : model.version();
    state.status = model == null ? Status.COLD : full ? Status.READY : Status.WARMING;
    state.source = lstm ? Source.LSTM : head ? Source.LINEAR : Source.NAIVE;
    float last = state.window.value(0, target);
    double spread = state.scale.spread(target);
    state.waiting.open(state.step, last, state.version);
    for (int lead = 1; lead <= horizon; lead++) {
      available[Expert.NAIVE.index()] = 0;
      available[Expert.SEASONAL.index()] = seasonal(state, lead);
      available[Expert.LINEAR.index()] = head ? linear[lead - 1] : Float.NaN;
      available[Expert.LSTM.index()] =
          lstm && model != null
              ? model.networkForecast(lead, linear[lead - 1], network[lead - 1], last, spread)
              : Float.NaN;
      combine(state, lead, model == null ? noPriors : model.expertErrors());
    }
    return again(state, series, group);
  }

  private float seasonal(SeriesState state, int lead) {
    if (shape.season() == 0) {
      return Float.NaN;
    }
    int age = LinearInputs.seasonalAge(shape.season(), lead);
    if (age >= state.window.size()) {
      return Float.NaN;
    }
    float base = state.window.value(0, target);
    return LinearInputs.clip((state.window.value(age, target) - base) / state.scale.spread(target));
  }

  /** Weighs the experts of one lead and lets the result wait for its target. */
  private void combine(SeriesState state, int lead, float[] priors) {
    state.weights.weigh(lead, available, priors, weights);
    WaitingForecasts waiting = state.waiting;
    double unit = state.scale.spread(target);
    double base = waiting.base(state.step);
    double offset = 0;
    for (int e = 0; e < Expert.COUNT; e++) {
      if (weights[e] > 0) {
        offset += weights[e] * available[e];
      }
      if (e > 0) {
        waiting.putExpert(state.step, lead, e - 1, (float) (base + unit * available[e]));
      }
    }
    waiting.putCombined(state.step, lead, (float) (base + unit * offset));
    double sigma = state.intervals.sigma(lead, expectedError(state, lead, priors));
    for (int l = 0; l < levels.length; l++) {
      float lower = (float) (base + unit * (offset + sigma * state.intervals.below(lead, l)));
      float upper = (float) (base + unit * (offset + sigma * state.intervals.above(lead, l)));
      waiting.putInterval(state.step, lead, l, lower, upper);
    }
  }

  /** What the mean absolute error may be before any label says so: wide rather than absent. */
  private float expectedError(SeriesState state, int lead, float[] priors) {
    double best = Double.POSITIVE_INFINITY;
    for (int e = 0; e < Expert.COUNT; e++) {
      float prior = priors[e * horizon + lead - 1];
      if (!Float.isNaN(available[e]) && prior < best) {
        best = prior;
      }
    }
    if (best < Double.POSITIVE_INFINITY) {
      return (float) (MAE_OF_RMSE * Math.sqrt(best));
    }
    double walk = state.scale.change(target) / state.scale.spread(target) * Math.sqrt(lead);
    return (float) walk;
  }

  /** The newest forecast, as it waits for its targets; null when there is none. */
  @Nullable Forecast again(SeriesState state, String series, String group) {
    if (!state.waiting.has(state.step)) {
      return null;
    }
    float[] mean = new float[horizon];
    float[][] lower = new float[levels.length][horizon];
    float[][] upper = new float[levels.length][horizon];
    for (int i = 0; i < horizon; i++) {
      mean[i] = state.waiting.combined(state.step, i + 1);
      for (int l = 0; l < levels.length; l++) {
        lower[l][i] = state.waiting.lower(state.step, i + 1, l);
        upper[l][i] = state.waiting.upper(state.step, i + 1, l);
      }
    }
    return new Forecast(
        series,
        shape.target(),
        settings.grid().startOf(state.step),
        settings.grid().stepMillis(),
        group,
        state.version,
        state.source,
        state.status,
        mean,
        levels,
        lower,
        upper);
  }
}
