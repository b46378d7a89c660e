package dev.foretide.forecast;

import dev.foretide.model.Regressors;
import dev.foretide.series.SeriesContext;

/**
 * Where trained experts may forecast: between the least and the largest value of the window, half
 * of their distance added at both ends. Differences to the last value in units of the scale. A head
 * that has seen too little of a series can be far off, and once is enough for a large error.
 */
public record TrainedRange(float least, float largest) {
  /** Share of the window's range that an expert may go beyond it. */
  private static final double BEYOND = 0.5;

  /**
   * The range at the newest step of a series.
   *
   * @param target index of the feature that is forecast
   * @param window steps that are looked at, as far as they are known
   */
  public static TrainedRange of(SeriesContext context, int target, int window) {
    float least = Float.POSITIVE_INFINITY;
    float largest = Float.NEGATIVE_INFINITY;
    int steps = Math.min(window, context.size());
    for (int age = 0; age < steps; age++) {
      float value = context.value(age, target);
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
    double margin = BEYOND * ((double) largest - least);
    double last = context.value(0, target);
    double unit = context.spread(target);
    return new TrainedRange(
        Regressors.clip((least - margin - last) / unit),
        Regressors.clip((largest + margin - last) / unit));
  }

  /** A forecast kept within the range; NaN stays. */
  public float limit(float difference) {
    return Math.max(least, Math.min(largest, difference));
  }
}
