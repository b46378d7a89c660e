package dev.foretide.forecast;

import dev.foretide.series.Source;
import dev.foretide.series.Status;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of one series, as one row of a list: small, because a list may have a million. A
 * number that is not known is NaN.
 *
 * @param id id of the series
 * @param group model group
 * @param status how far the series has come
 * @param source what stands behind the newest forecast; null before the first
 * @param version version of the model, 0 when none took part
 * @param origin start of the newest step, milliseconds since the epoch
 * @param actual value of the newest step
 * @param relativeError mean absolute error relative to naive, below 1 is better
 * @param band mean width over the leads of the newest forecast's widest interval, in units of the
 *     series' scale
 * @param outside share of the newest values, about 500, outside the widest interval of the lowest
 *     scored lead
 */
public record SeriesSummary(
    String id,
    String group,
    Status status,
    @Nullable Source source,
    int version,
    long origin,
    float actual,
    double relativeError,
    double band,
    double outside) {}
