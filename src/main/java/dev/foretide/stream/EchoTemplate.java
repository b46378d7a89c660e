package dev.foretide.stream;

import dev.foretide.config.ForetideConfig;
import dev.foretide.forecast.Answer;
import dev.foretide.model.Model;
import dev.foretide.series.Forecast;
import dev.foretide.series.Reading;
import dev.foretide.series.Score;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Objects;

/**
 * What an evaluator that forecasts nothing stores and says, the same for all series: as much as a
 * forecast of a model would need. The yardstick of benchmarks.
 *
 * @param state bytes of a state as a record of the changelog holds them
 */
@SuppressWarnings("ArrayRecordComponent") // never written
public record EchoTemplate(byte[] state, Forecast forecast, Score score) {
  /**
   * What the evaluator stores, and last said, after the readings of a series, all answered with one
   * model.
   *
   * @throws NullPointerException if they are too few for a forecast and a score
   */
  public static EchoTemplate of(ForetideConfig config, Model model, List<Reading> readings) {
    Lane lane = new Lane(config.forecast());
    Forecast forecast = null;
    Score score = null;
    for (Reading reading : readings) {
      Answer answer = lane.forecaster.answer(lane.state, reading, model.group(), model);
      forecast = answer.forecast() == null ? forecast : answer.forecast();
      score = answer.score() == null ? score : answer.score();
    }
    return new EchoTemplate(
        lane.codec.write(lane.state),
        Objects.requireNonNull(forecast, "a forecast"),
        Objects.requireNonNull(score, "a score"));
  }

  /** The topology of an evaluator that answers with it. */
  public ForetideStreams streams(ForetideConfig config, MeterRegistry registry) {
    return new ForetideStreams(
        config, Role.EVALUATOR, "localhost:1", registry, StreamListener.NONE, this);
  }
}
