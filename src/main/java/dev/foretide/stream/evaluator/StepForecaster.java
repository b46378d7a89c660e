package dev.foretide.stream.evaluator;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.SeriesForecaster;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.SeriesStateCodec;
import dev.foretide.forecast.SeriesStateException;
import dev.foretide.forecast.StepResult;
import dev.foretide.model.Model;
import dev.foretide.series.Forecast;
import dev.foretide.series.Reading;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts the series of one step length, one after the other: all of them share one state object
 * and one codec in turn. Owned by one thread.
 */
public final class StepForecaster {
  final ForecastSettings settings;

  /** That of the series whose bytes were read last. */
  final SeriesState state;

  private final SeriesForecaster forecaster;
  private final SeriesStateCodec codec;

  public StepForecaster(ForecastSettings settings) {
    this.settings = settings;
    this.forecaster = new SeriesForecaster(settings);
    this.state = new SeriesState(settings);
    this.codec = new SeriesStateCodec(settings);
  }

  /** Takes in a reading of the series whose state is loaded. */
  public StepResult process(Reading reading, String group, @Nullable Model model) {
    return forecaster.process(state, reading, group, model);
  }

  /** Closes the open step of the series whose state is loaded. */
  StepResult closeStep(String series, String group, @Nullable Model model) {
    return forecaster.close(state, series, group, model);
  }

  /** The newest forecast of the series whose state is loaded, or null before the first. */
  @Nullable Forecast newest(String series, String group) {
    return forecaster.newest(state, series, group);
  }

  /** Weights of the experts in the newest forecast, {@code [expert][horizon]}, or none. */
  float[][] weights(@Nullable Model model) {
    return forecaster.weights(state, model);
  }

  /**
   * Loads a state.
   *
   * @return false where it is of other settings, and the state that of a new series
   * @throws SeriesStateException for bytes that are damaged or of another format
   */
  boolean read(byte[] bytes) {
    return codec.read(bytes, state);
  }

  /** The loaded state as it is stored. */
  public byte[] write() {
    return codec.write(state);
  }

  /** End of the open step in milliseconds since the epoch, or that there is none. */
  long openUntil() {
    return codec.openUntil(state);
  }
}
