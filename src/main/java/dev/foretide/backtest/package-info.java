/**
 * Replay of history through the forecaster and the trainer of the live path, and what came of it.
 *
 * <p>Start with {@link dev.foretide.backtest.BacktestReport}, the result. The time of the readings
 * drives everything, trainings too: a forecast knows what was known at its origin and nothing else.
 */
@NullMarked
package dev.foretide.backtest;

import org.jspecify.annotations.NullMarked;
