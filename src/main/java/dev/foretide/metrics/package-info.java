/**
 * Every meter of Foretide, with its name, unit and labels.
 *
 * <p>Start with {@link dev.foretide.metrics.ForetideMetrics}. Ids of series are never labels: a
 * thousand sensors must not make a thousand time series of each meter. Errors are in units of the
 * series' scale, so that they add up across series.
 */
@NullMarked
package dev.foretide.metrics;

import org.jspecify.annotations.NullMarked;
