package dev.foretide.forecast;

import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import dev.foretide.series.Segment;
import org.jspecify.annotations.Nullable;

/**
 * What follows from one reading.
 *
 * @param outcome what became of it
 * @param forecast the new forecast, if it gave rise to one
 * @param score the score of the step that it opened, if forecasts waited for it
 * @param segment steps that are now history, if there were enough
 */
public record Answer(
    Outcome outcome,
    @Nullable Forecast forecast,
    @Nullable Score score,
    @Nullable Segment segment) {

  static Answer of(Outcome outcome) {
    return new Answer(outcome, null, null, null);
  }
}
