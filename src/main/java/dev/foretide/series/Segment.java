package dev.foretide.series;

/**
 * A stretch of regular steps of one series, on its way to the trainer.
 *
 * @param series id of the series
 * @param firstStep number of the first step on the {@link Grid}
 * @param features values per step
 * @param values {@code [steps, features]}; NaN where nothing was measured
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Segment(String series, long firstStep, int features, float[] values) {

  public Segment {
    if (features < 1 || values.length == 0 || values.length % features != 0) {
      throw new IllegalArgumentException(
          "segment of %s: %d values do not make rows of %d"
              .formatted(series, values.length, features));
    }
  }

  public int steps() {
    return values.length / features;
  }

  /** The step after the last one. */
  public long endStep() {
    return firstStep + steps();
  }
}
