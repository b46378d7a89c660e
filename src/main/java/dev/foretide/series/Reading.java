package dev.foretide.series;

/**
 * One reading of one series.
 *
 * @param series id of the series
 * @param timestamp time of the reading, milliseconds since the epoch
 * @param features one value per configured feature, in their order; NaN is missing (zero is not)
 */
@SuppressWarnings("ArrayRecordComponent") // hot path; never compared
public record Reading(String series, long timestamp, double[] features) {}
