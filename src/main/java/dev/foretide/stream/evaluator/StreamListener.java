package dev.foretide.stream.evaluator;

import dev.foretide.model.Model;
import dev.foretide.series.Forecast;
import dev.foretide.series.Score;

/**
 * Sees what an instance makes, as it is made, on the stream threads: must neither block nor throw.
 */
public interface StreamListener {
  /** Sees nothing. */
  StreamListener NONE = new StreamListener() {};

  /**
   * A forecast was issued.
   *
   * @param actual value of the step it was issued from
   */
  default void onForecast(Forecast forecast, float actual) {}

  default void onScore(Score score) {}

  /** A version began to serve its group. */
  default void onModel(Model model) {}
}
