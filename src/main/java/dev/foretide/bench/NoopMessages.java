package dev.foretide.bench;

import dev.foretide.config.ForetideConfig;
import dev.foretide.forecast.StepResult;
import dev.foretide.model.Model;
import dev.foretide.series.Forecast;
import dev.foretide.series.Reading;
import dev.foretide.series.Score;
import dev.foretide.stream.evaluator.StepForecaster;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What an evaluator that forecasts nothing stores and says: as much as a forecast of a model would
 * need, moved by the value of the reading, so that no two messages are alike and they take as many
 * bytes, compressed, as those of a model. The yardstick of benchmarks.
 *
 * @param state bytes of a state as a record of the changelog holds them
 */
@SuppressWarnings("ArrayRecordComponent") // never written
public record NoopMessages(byte[] state, Forecast forecast, Score score) {
  /**
   * What the evaluator stores, and last sends, after the readings of a series, all processed with
   * one model.
   *
   * @throws NullPointerException if they are too few for a forecast and a score
   */
  public static NoopMessages of(ForetideConfig config, Model model, List<Reading> readings) {
    StepForecaster forecaster = new StepForecaster(config.forecast());
    Forecast forecast = null;
    Score score = null;
    for (Reading reading : readings) {
      StepResult result = forecaster.process(reading, model.group(), model);
      forecast = result.forecast() == null ? forecast : result.forecast();
      score = result.score() == null ? score : result.score();
    }
    return new NoopMessages(
        forecaster.write(),
        Objects.requireNonNull(forecast, "a forecast"),
        Objects.requireNonNull(score, "a score"));
  }

  /** The forecast of a reading. */
  Forecast forecastFor(Reading reading) {
    float by = (float) reading.features()[0];
    return new Forecast(
        reading.series(),
        forecast.target(),
        reading.timestamp(),
        forecast.stepMillis(),
        forecast.group(),
        forecast.version(),
        forecast.source(),
        forecast.status(),
        moved(forecast.mean(), by),
        forecast.levels(),
        moved(forecast.lower(), by),
        moved(forecast.upper(), by));
  }

  /** The score that a reading gives rise to. */
  Score scoreFor(Reading reading) {
    float by = (float) reading.features()[0];
    List<Score.Lead> leads = new ArrayList<>(score.leads().size());
    for (Score.Lead lead : score.leads()) {
      leads.add(
          new Score.Lead(
              lead.lead(),
              lead.forecast() + by,
              lead.naive() + by,
              lead.covered(),
              lead.version(),
              lead.lower() + by,
              lead.upper() + by));
    }
    return new Score(
        reading.series(),
        score.group(),
        score.target(),
        reading.timestamp(),
        by,
        score.naive() + by,
        score.scale(),
        score.levels(),
        leads,
        score.anomaly());
  }

  private static float[][] moved(float[][] values, float by) {
    float[][] moved = new float[values.length][];
    for (int i = 0; i < values.length; i++) {
      moved[i] = moved(values[i], by);
    }
    return moved;
  }

  private static float[] moved(float[] values, float by) {
    float[] moved = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      moved[i] = values[i] + by;
    }
    return moved;
  }
}
