/**
 * The forecaster of one series: a reading in; a forecast, a score and now and then a history
 * segment out.
 *
 * <p>Start with {@link dev.foretide.forecast.SeriesForecaster}. It is a pure function of state,
 * reading and model: no clock, no thread, no logger, no Kafka, so that the live path and a replay
 * of history run the same code and a label is used at the time it becomes known and not before. The
 * floors below say what a window, a model and a matured forecast are; this one says in which order
 * they act.
 */
@NullMarked
package dev.foretide.forecast;

import org.jspecify.annotations.NullMarked;
