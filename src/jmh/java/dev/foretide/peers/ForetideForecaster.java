package dev.foretide.peers;

import dev.foretide.bench.BenchModel;
import dev.foretide.config.ForetideConfig;
import dev.foretide.forecast.ForecastSettings;
import dev.foretide.forecast.SeriesForecaster;
import dev.foretide.forecast.SeriesState;
import dev.foretide.forecast.SeriesStateCodec;
import dev.foretide.model.Model;
import dev.foretide.series.Forecast;
import dev.foretide.series.Reading;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What an evaluator does between the bytes of a state and those of the next. The first readings are
 * answered from a state in memory as well, with the same result.
 */
final class ForetideForecaster implements OnlineForecaster {
  private static final int CHECKED = 1_000;

  private final Model model;
  private final SeriesForecaster forecaster;
  private final SeriesStateCodec codec;
  private final SeriesState state;
  private final SeriesState kept;
  private byte[] stored;
  private int updates;

  /** With the settings given, and hourly steps. */
  ForetideForecaster(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("bootstrap.servers", "none:1");
    all.put("step", "1h");
    ForetideConfig config = new ForetideConfig(all);
    ForecastSettings forecast = config.forecast();
    this.model = BenchModel.of(config);
    this.forecaster = new SeriesForecaster(forecast);
    this.codec = new SeriesStateCodec(forecast);
    this.state = new SeriesState(forecast);
    this.kept = new SeriesState(forecast);
    this.stored = codec.write(state);
  }

  @Override
  public float[] update(long time, double value) {
    Reading reading = new Reading("s", time, new double[] {value});
    codec.read(stored, state);
    Forecast forecast = forecaster.process(state, reading, model.group(), model).forecast();
    stored = codec.write(state);
    float[] mean = forecast == null ? new float[0] : forecast.mean();
    if (updates++ < CHECKED) {
      Forecast same = forecaster.process(kept, reading, model.group(), model).forecast();
      if (!Arrays.equals(mean, same == null ? new float[0] : same.mean())) {
        throw new AssertionError("reading " + updates + ": stored bytes change the forecast");
      }
    }
    return mean;
  }
}
