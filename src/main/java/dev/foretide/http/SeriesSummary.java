package dev.foretide.http;

import dev.foretide.series.Source;
import dev.foretide.series.Status;
import org.jspecify.annotations.Nullable;

/**
 * One line of the series list.
 *
 * @param id id of the series
 * @param group model group
 * @param status how far the series has come
 * @param source what stands behind the newest forecast; null before the first
 * @param version version of the model, 0 when none took part
 * @param origin start of the newest step, milliseconds since the epoch
 * @param actual value of the newest step
 * @param relativeError mean absolute error relative to naive, below 1 is better; null when unknown
 */
public record SeriesSummary(
    String id,
    String group,
    Status status,
    @Nullable Source source,
    int version,
    long origin,
    float actual,
    @Nullable Double relativeError) {}
