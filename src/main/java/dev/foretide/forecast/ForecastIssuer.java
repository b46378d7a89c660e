package dev.foretide.forecast;

import dev.foretide.model.LinearHead;
import dev.foretide.model.LinearHeads;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Regressors;
import dev.foretide.score.LearntLeads;
import dev.foretide.score.WaitingForecasts;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.series.Forecast;
import dev.foretide.series.SeriesContext;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import dev.foretide.series.WindowContext;
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
  private final LearntLeads leads;
  private final int target;
  private final double[] levels;
  private final Regressors regressors;
  private final NetworkStepper stepper;
  private final ForecastObserver observer;
  private final float[] linear;
  private final float[] one;
  private final float[] network;
  private final ExpertTable noPriors;
  private final ExpertTable offers;
  private final ExpertTable weights;
  private final ExpertTable experts;

  ForecastIssuer(ForecastSettings settings, ForecastObserver observer) {
    this.settings = settings;
    this.observer = observer;
    this.shape = settings.shape();
    this.horizon = shape.horizon();
    this.target = shape.targetIndex();
    this.levels = settings.levels();
    this.regressors = new Regressors(shape);
    this.stepper = new NetworkStepper(settings, regressors);
    this.linear = new float[horizon];
    this.one = new float[horizon];
    this.network = new float[horizon];
    this.noPriors = new ExpertTable(horizon);
    this.offers = new ExpertTable(horizon);
    this.weights = new ExpertTable(horizon);
    this.experts = new ExpertTable(horizon);
    this.leads = settings.learntLeads();
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
    SeriesContext context = new WindowContext(state.window, state.scale);
    LinearHeads own = model == null ? null : model.headsOf(series);
    askHeads(context, own, settings.grid().startOf(state.step));
    boolean hasNetwork =
        model != null && stepper.advance(state, context, model, own, linear, newSteps, network);
    boolean lstm = hasNetwork && full;
    if (state.scale.count() < 2) {
      return null;
    }
    state.version = model == null ? 0 : model.version();
    state.status = model == null ? Status.COLD : full ? Status.READY : Status.WARMING;
    state.source = lstm ? Source.LSTM : own != null ? Source.LINEAR : Source.NAIVE;
    float last = state.window.value(0, target);
    double spread = state.scale.spread(target);
    ExpertTable priors = model == null ? noPriors : model.expertErrors();
    offer(state, TrainedRange.of(context, target, shape.window()), lstm ? model : null);
    state.weights.weigh(offers, priors, weights);
    state.waiting.open(state.step, last, (float) spread, state.version);
    int hour = -1;
    double normaliser = Double.NaN;
    for (int lead = 1; lead <= horizon; lead++) {
      int then = settings.grid().hourOf(state.step + lead);
      if (then != hour) {
        hour = then;
        normaliser = state.intervals.normaliser(hour);
      }
      combine(state, lead, normaliser, priors);
    }
    Forecast forecast = again(state, series, group);
    if (forecast != null && observer != ForecastObserver.NONE) {
      for (int lead = 1; lead <= horizon; lead++) {
        for (int e = 0; e < Expert.COUNT; e++) {
          experts.set(lead, e, (float) (last + spread * offers.get(lead, e)));
        }
      }
      observer.issued(forecast, state.step, experts, weights);
    }
    return forecast;
  }

  /**
   * Collects what all experts say.
   *
   * @param model with the network that has spoken, or null without one
   */
  private void offer(SeriesState state, TrainedRange range, @Nullable Model model) {
    float last = state.window.value(0, target);
    double spread = state.scale.spread(target);
    int cycle = shape.longerCycle();
    for (int lead = 1; lead <= horizon; lead++) {
      for (int e = 0; e < Expert.COUNT; e++) {
        offers.set(lead, e, range.limit(offers.get(lead, e)));
      }
      offers.set(lead, Expert.NAIVE, 0);
      offers.set(lead, Expert.SEASONAL, repeated(state, shape.season(), lead, last, spread));
      offers.set(lead, Expert.CYCLE, repeated(state, cycle, lead, last, spread));
      if (model != null) {
        float head = offers.get(lead, Expert.LINEAR);
        float below = Float.isNaN(head) ? 0 : head;
        float said = model.networkForecast(lead, below, network[lead - 1], last, spread);
        offers.set(lead, Expert.LSTM, range.limit(said));
      }
    }
  }

  /** Forecasts of the linear heads, not limited yet, and NaN for all other experts. */
  private void askHeads(SeriesContext context, @Nullable LinearHeads own, long start) {
    offers.fill(Float.NaN);
    Arrays.fill(linear, Float.NaN);
    if (own == null) {
      return;
    }
    regressors.encode(context, 0, start);
    own.linear().predict(regressors, linear);
    offers.set(Expert.LINEAR, linear);
    offer(Expert.LAGS, own.lags());
    offer(Expert.LOOKBACK, own.lookback());
  }

  private void offer(Expert expert, @Nullable LinearHead head) {
    if (head != null) {
      head.predict(regressors, one);
      offers.set(expert, one);
    }
  }

  /** The value whole cycles before a lead. */
  private float repeated(SeriesState state, int cycle, int lead, float last, double spread) {
    if (cycle <= 0) {
      return Float.NaN;
    }
    int age = Regressors.cycleLag(cycle, lead);
    if (age >= state.window.size()) {
      return Float.NaN;
    }
    return Regressors.clip((state.window.value(age, target) - last) / spread);
  }

  /** Lets what the weighted experts of one lead say wait for its target. */
  private void combine(SeriesState state, int lead, double normaliser, ExpertTable priors) {
    WaitingForecasts waiting = state.waiting;
    double offset = 0;
    for (int e = 0; e < Expert.COUNT; e++) {
      if (weights.get(lead, e) > 0) {
        offset += weights.get(lead, e) * offers.get(lead, e);
      }
    }
    waiting.putCombined(state.step, lead, (float) offset);
    for (int e = 1; e < Expert.COUNT && leads.has(lead); e++) {
      waiting.putExpert(state.step, lead, e, offers.get(lead, e));
    }
    double sigma = state.intervals.sigma(lead, normaliser, expectedError(state, lead, priors));
    for (int l = 0; l < levels.length; l++) {
      double below = offset + sigma * state.intervals.below(lead, l);
      double above = offset + sigma * state.intervals.above(lead, l);
      if (state.intervals.standsStill(lead, l)) {
        below = Math.min(below, 0);
        above = Math.max(above, 0);
      }
      waiting.putInterval(state.step, lead, l, (float) below, (float) above);
    }
  }

  /** What the mean absolute error may be before any label says so: wide rather than absent. */
  private float expectedError(SeriesState state, int lead, ExpertTable priors) {
    double best = Double.POSITIVE_INFINITY;
    for (int e = 0; e < Expert.COUNT; e++) {
      float prior = priors.get(lead, e);
      if (!Float.isNaN(offers.get(lead, e)) && prior < best) {
        best = prior;
      }
    }
    if (best < Double.POSITIVE_INFINITY) {
      return (float) (MAE_OF_RMSE * Math.sqrt(best));
    }
    double walk = state.scale.change(target) / state.scale.spread(target) * Math.sqrt(lead);
    return (float) walk;
  }

  /**
   * The weights by which the newest forecast was combined, {@code [experts, horizon]}: labels
   * change them only when the next one is issued. Empty without a forecast, or when the model is
   * not the one that made it.
   */
  float[][] weights(SeriesState state, @Nullable Model model) {
    if (!state.waiting.has(state.step) || state.version != (model == null ? 0 : model.version())) {
      return new float[0][];
    }
    for (int lead = 1; lead <= horizon; lead++) {
      int learnt = leads.lead(leads.before(lead));
      offers.set(lead, Expert.NAIVE, 0);
      for (int e = 1; e < Expert.COUNT; e++) {
        offers.set(lead, e, state.waiting.expert(state.step, learnt, e));
      }
    }
    state.weights.weigh(offers, model == null ? noPriors : model.expertErrors(), weights);
    float[][] byExpert = new float[Expert.COUNT][];
    for (Expert expert : Expert.values()) {
      byExpert[expert.index()] = weights.of(expert);
    }
    return byExpert;
  }

  /** The newest forecast, as it waits for its targets; null when there is none. */
  @Nullable Forecast again(SeriesState state, String series, String group) {
    if (!state.waiting.has(state.step)) {
      return null;
    }
    float[] mean = new float[horizon];
    for (int i = 0; i < horizon; i++) {
      mean[i] = state.waiting.newestCombined(state.step, i + 1);
    }
    float[][] lower = new float[levels.length][];
    float[][] upper = new float[levels.length][];
    for (int l = 0; l < levels.length; l++) {
      lower[l] = new float[horizon];
      upper[l] = new float[horizon];
      for (int i = 0; i < horizon; i++) {
        lower[l][i] = state.waiting.newestLower(state.step, i + 1, l);
        upper[l][i] = state.waiting.newestUpper(state.step, i + 1, l);
      }
    }
    return new Forecast(
        series,
        settings.targetOf(series),
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
