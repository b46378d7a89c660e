package dev.foretide.http;

/**
 * A model version was decided upon.
 *
 * @param group model group
 * @param version the version that the outcome is about
 * @param at when, milliseconds since the epoch
 * @param outcome such as promoted, rejected, rolled back
 * @param serving whether the version forecasts from now on
 */
public record ModelChange(String group, int version, long at, String outcome, boolean serving) {}
