package dev.foretide.stream.evaluator;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.SeriesForecaster;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.SeriesStateCodec;

/**
 * What answers the series of one step length: a forecaster, and the state and the codec that all
 * those series share in turn. Owned by one thread.
 */
public final class StepForecaster {
  final ForecastSettings settings;
  public final SeriesForecaster forecaster;
  public final SeriesState state;
  public final SeriesStateCodec codec;

  public StepForecaster(ForecastSettings settings) {
    this.settings = settings;
    this.forecaster = new SeriesForecaster(settings);
    this.state = new SeriesState(settings);
    this.codec = new SeriesStateCodec(settings);
  }
}
