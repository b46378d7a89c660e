package dev.foretide.stream.evaluator;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.model.GroupRule;

/**
 * What an evaluator needs to know.
 *
 * @param groups which model group a series belongs to
 * @param infersStep whether each series has a step of its own, inferred from its readings
 * @param historyRate steps per second that a group of a task adds to the history
 * @param detectDrift whether a lasting rise of the error asks for an early training
 */
public record EvaluatorSettings(
    ForecastSettings forecast,
    GroupRule groups,
    boolean infersStep,
    double historyRate,
    boolean detectDrift) {
  /** Checks each field. */
  public EvaluatorSettings {
    if (!(historyRate > 0)) {
      throw new IllegalArgumentException(
          "train.history.rate is " + historyRate + ", must be above 0");
    }
  }
}
