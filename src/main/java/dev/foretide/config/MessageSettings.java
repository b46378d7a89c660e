package dev.foretide.config;

/**
 * How forecasts and scores are written, and where schemas are.
 *
 * @param avro whether they are Avro, else JSON
 * @param cloudEvents whether they have the headers of CloudEvents
 * @param digits significant digits of numbers in JSON
 * @param registryUrl address of the schema registry; empty for none
 */
public record MessageSettings(boolean avro, boolean cloudEvents, int digits, String registryUrl) {}
