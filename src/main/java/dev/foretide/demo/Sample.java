package dev.foretide.demo;

import java.time.Instant;

/**
 * One number read from one source.
 *
 * @param series id of the series, as {@code host/cpu0} or {@code plant/line1-flow}: the part before
 *     the slash names the source
 * @param at when the value was true
 * @param value finite; a source that could not read answers no sample instead of an invented number
 */
public record Sample(String series, Instant at, double value) {

  /** Refuses what no reading may carry. */
  public Sample {
    if (series.isEmpty()) {
      throw new IllegalArgumentException("series is empty: a sample needs the id of its series");
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "value of " + series + " at " + at + " is " + value + ": a sample must be finite");
    }
  }
}
