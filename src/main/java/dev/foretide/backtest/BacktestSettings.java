package dev.foretide.backtest;

import dev.foretide.forecast.ForecastSettings;
import dev.foretide.model.GroupRule;
import dev.foretide.nn.Workers;
import dev.foretide.train.TrainerSettings;

/**
 * What a backtest needs to know: what the live path knows, and what to score.
 *
 * @param trainer of each group; its intervals are in the time of the readings
 * @param detectDrift whether a lasting rise of the error asks for an early training
 * @param workers who share the work of a training
 */
public record BacktestSettings(
    ForecastSettings forecast,
    TrainerSettings trainer,
    GroupRule groups,
    Protocol protocol,
    boolean detectDrift,
    Workers workers) {}
