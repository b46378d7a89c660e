package dev.foretide.http;

import dev.foretide.series.Forecast;

/**
 * A reading as a listener sees it.
 *
 * @param forecast what was issued from it
 * @param actual value of the step at the forecast's origin
 */
record LiveReading(Forecast forecast, float actual) {}
