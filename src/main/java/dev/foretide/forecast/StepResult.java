package dev.foretide.forecast;

import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import dev.foretide.series.Segment;
import org.jspecify.annotations.Nullable;

/**
 * What follows from one reading: of the step that it opened, or, in a dense series, of the step
 * that it closed.
 *
 * @param outcome what became of the reading
 * @param forecast the new forecast, if it gave rise to one
 * @param score the score of the step, if forecasts waited for it
 * @param segment steps that are now history, if there were enough
 * @param value value of the target in the step that the forecast was issued from; NaN without one
 * @param closed what followed before from the step that the reading closed, when it also opened one
 *     that was processed at once: a series has just ceased to be dense
 */
public record StepResult(
    Outcome outcome,
    @Nullable Forecast forecast,
    @Nullable Score score,
    @Nullable Segment segment,
    float value,
    @Nullable StepResult closed) {

  static StepResult of(Outcome outcome) {
    return new StepResult(outcome, null, null, null, Float.NaN, null);
  }

  /** Whether the state of the series is another one than before. */
  public boolean changesState() {
    return switch (outcome) {
      case ACCEPTED, MERGED, CORRECTED, PARTIAL -> true;
      case DUPLICATE, MISSING -> false;
      case LATE -> forecast != null || score != null; // it closed a step
    };
  }

  /** This result, after that of the step which the same reading closed. */
  StepResult after(StepResult earlier) {
    return forecast == null && score == null && segment == null
        ? new StepResult(
            outcome, earlier.forecast, earlier.score, earlier.segment, earlier.value, null)
        : new StepResult(outcome, forecast, score, segment, value, earlier);
  }
}
