/**
 * What forecasts were worth, and what follows from it: waiting forecasts, expert weights,
 * intervals, drift.
 *
 * <p>Start with {@link dev.foretide.score.WaitingForecasts}: a label for {@code t + h} is known at
 * {@code t + h} and never earlier, so everything that learns here learns when a forecast matures.
 * The classes hold plain arrays, so that a series' state can be written and read without objects in
 * between. Nothing here knows a clock, a thread, a logger or Kafka.
 */
@NullMarked
package dev.foretide.score;

import org.jspecify.annotations.NullMarked;
