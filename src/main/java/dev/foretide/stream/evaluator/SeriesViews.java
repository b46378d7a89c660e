package dev.foretide.stream.evaluator;

import dev.foretide.config.ForetideConfig;
import dev.foretide.forecast.FirstReadings;
import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.SeriesStateException;
import dev.foretide.forecast.SeriesStateHeader;
import dev.foretide.forecast.SeriesSummary;
import dev.foretide.forecast.SeriesView;
import dev.foretide.model.Model;
import dev.foretide.series.Expert;
import dev.foretide.series.Forecast;
import dev.foretide.series.Status;
import dev.foretide.stream.models.ServingModels;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Stored bytes of series as views for people. Owned by one thread. */
final class SeriesViews {
  private final ForecastersByStep forecasters;
  private final ServingModels models;

  SeriesViews(ForetideConfig config, ServingModels models) {
    this.forecasters =
        new ForecastersByStep(config.forecast(), config.groups(), config.infersStep());
    this.models = models;
  }

  /** Everything of a series; null while nothing is known of its target, or of its step. */
  @Nullable SeriesView view(String series, byte[] bytes) {
    StepForecaster forecaster = load(bytes);
    if (forecaster == null) {
      return null;
    }
    ForecastSettings settings = forecaster.settings;
    SeriesState state = forecaster.state;
    String group = forecasters.groupOf(series, forecaster);
    int target = settings.shape().targetIndex();
    List<SeriesView.Step> window = new ArrayList<>(state.window().size());
    for (int age = state.window().size() - 1; age >= 0; age--) {
      window.add(
          new SeriesView.Step(
              settings.grid().startOf(state.step() - age),
              state.window().value(age, target),
              state.window().measured(age, target)));
    }
    return new SeriesView(
        series,
        group,
        settings.targetOf(series),
        settings.grid().stepMillis(),
        window,
        forecaster.newest(series, group),
        errors(settings, state),
        weights(forecaster, group));
  }

  private Map<Expert, float[]> weights(StepForecaster forecaster, String group) {
    Model model = forecaster.state.version() == 0 ? null : models.serving(group);
    float[][] byIndex = forecaster.weights(model);
    Map<Expert, float[]> weights = new EnumMap<>(Expert.class);
    for (Expert expert : Expert.values()) {
      if (byIndex.length > 0 && hasAny(byIndex[expert.index()])) {
        weights.put(expert, byIndex[expert.index()]);
      }
    }
    return weights;
  }

  private static boolean hasAny(float[] weights) {
    for (float weight : weights) {
      if (weight > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Shows what a list shows of a series, unless {@link #view} would be null.
   *
   * @param visitor takes it, and its realised errors in units of its scale
   */
  void summary(
      String series, byte[] bytes, BiConsumer<SeriesSummary, List<SeriesView.LeadError>> visitor) {
    StepForecaster forecaster = load(bytes);
    if (forecaster == null) {
      return;
    }
    SeriesState state = forecaster.state;
    String group = forecasters.groupOf(series, forecaster);
    int target = forecaster.settings.shape().targetIndex();
    double unit = state.scale().spread(target);
    Forecast forecast = forecaster.newest(series, group);
    List<SeriesView.LeadError> errors = errors(forecaster.settings, state);
    SeriesView.LeadError first = errors.isEmpty() ? null : errors.get(0);
    visitor.accept(
        new SeriesSummary(
            series,
            group,
            forecast == null ? Status.COLD : forecast.status(),
            forecast == null ? null : forecast.source(),
            forecast == null ? 0 : forecast.version(),
            forecaster.settings.grid().startOf(state.step()),
            state.window().value(0, target),
            first == null ? Double.NaN : first.relative(),
            forecast == null ? Double.NaN : band(forecast, unit),
            first == null ? Double.NaN : outside(first)),
        errors.stream().map(error -> error.inUnitsOf(unit)).toList());
  }

  /** Share of the newest values outside the widest interval; NaN where there is none. */
  private static double outside(SeriesView.LeadError error) {
    SortedMap<Double, Double> coverage = error.coverage();
    return coverage.isEmpty()
        ? Double.NaN
        : 1 - coverage.getOrDefault(coverage.lastKey(), Double.NaN);
  }

  /** Mean width of the widest interval; NaN without one. */
  private static double band(Forecast forecast, double unit) {
    int widest = forecast.levels().length - 1;
    if (widest < 0 || !(unit > 0)) {
      return Double.NaN;
    }
    double sum = 0;
    for (int i = 0; i < forecast.horizon(); i++) {
      sum += (double) forecast.upper()[widest][i] - forecast.lower()[widest][i];
    }
    return sum / forecast.horizon() / unit;
  }

  /** The forecaster that holds the state; null when it has no value of its target. */
  private @Nullable StepForecaster load(byte[] bytes) {
    if (FirstReadings.isPrelude(bytes) || !SeriesStateHeader.isReadable(bytes)) {
      return null;
    }
    StepForecaster forecaster = forecasters.of(bytes);
    try {
      forecaster.read(bytes);
    } catch (SeriesStateException e) {
      return null; // the next reading of the series says so
    }
    return forecaster.state.window().size() == 0 ? null : forecaster;
  }

  private static List<SeriesView.LeadError> errors(ForecastSettings settings, SeriesState state) {
    double unit = state.scale().spread(settings.shape().targetIndex());
    List<SeriesView.LeadError> errors = new ArrayList<>();
    for (int lead : settings.scoredLeads()) {
      double mae = unit * state.intervals().meanAbsoluteError(lead);
      double naive = unit * state.intervals().naiveMeanAbsoluteError(lead);
      if (!Double.isNaN(mae)) {
        errors.add(new SeriesView.LeadError(lead, mae, naive, coverage(settings, state, lead)));
      }
    }
    return errors;
  }

  private static SortedMap<Double, Double> coverage(
      ForecastSettings settings, SeriesState state, int lead) {
    SortedMap<Double, Double> coverage = new TreeMap<>();
    for (int l = 0; l < settings.intervals().size(); l++) {
      coverage.put(settings.intervals().get(l), (double) state.intervals().coverage(lead, l));
    }
    return coverage;
  }
}
