package dev.foretide.stream;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.SeriesForecaster;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.SeriesStateCodec;

/**
 * What answers the series of one step length: a forecaster, and the state and the codec that all
 * those series share in turn. Owned by one thread.
 */
final class Lane {
  final ForecastSettings settings;
  final SeriesForecaster forecaster;
  final SeriesState state;
  final SeriesStateCodec codec;

  Lane(ForecastSettings settings) {
    this.settings = settings;
    this.forecaster = new SeriesForecaster(settings);
    this.state = new SeriesState(settings);
    this.codec = new SeriesStateCodec(settings);
  }
}
