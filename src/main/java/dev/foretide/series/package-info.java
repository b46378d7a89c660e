/**
 * Values of the domain: readings, the regular grid, the sliding window, the scale and the forecast.
 *
 * <p>Start with {@link dev.foretide.series.Grid}: it says what one step is. Nothing here knows a
 * clock, a thread, a logger or Kafka; time is the reading's own.
 */
@NullMarked
package dev.foretide.series;

import org.jspecify.annotations.NullMarked;
