package dev.foretide.message;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How records are read.
 *
 * @param features fields with the features, in order
 * @param timestampField field with the time, or null for the record's timestamp
 * @param seriesField field with the series id, or null for the record's key
 * @param refuseUnknown whether a field that is none of these makes a record invalid
 * @param futureMax how far a time may lie ahead of the wall clock
 * @param pastMax how far a time may lie behind it
 */
public record ReadingSettings(
    List<String> features,
    @Nullable String timestampField,
    @Nullable String seriesField,
    boolean refuseUnknown,
    Duration futureMax,
    Duration pastMax) {}
