package dev.foretide.http;

/**
 * What this instance has done since it started; the page shows rates, the differences of two.
 *
 * @param readings readings taken in
 * @param forecasts forecasts written
 */
public record Totals(long readings, long forecasts) {}
