package dev.foretide.backtest;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.model.GroupRule;
import dev.foretide.nn.Workers;
import dev.foretide.train.TrainingSettings;
import java.time.Duration;

/**
 * What a backtest needs to know: what the live path knows, and what to score.
 *
 * @param interval between full trainings, in the time of the readings
 * @param linearInterval between trainings of the heads
 * @param historyAge age of the history kept
 * @param historyValues most values of history kept per group
 * @param detectDrift whether a lasting rise of the error asks for an early training
 * @param workers who share the work of a training
 */
public record BacktestSettings(
    ForecastSettings forecast,
    TrainingSettings training,
    GroupRule groups,
    Duration interval,
    Duration linearInterval,
    Duration historyAge,
    long historyValues,
    Protocol protocol,
    boolean detectDrift,
    Workers workers) {}
