package dev.foretide.series;

/**
 * What is known of a series at one of its steps: values by age, 0 being that step, and the scale.
 * The evaluator's window is one, a position in the trainer's history another.
 */
public interface SeriesContext {
  /** Steps that are known, the newest included. */
  int size();

  /** Value of one feature, {@code age} steps before the newest. */
  float value(int age, int feature);

  /**
   * Copies values of one feature, from {@code age} on into the past.
   *
   * @param values {@code [count]}, written; beyond the oldest step it is repeated
   */
  default void copy(int age, int feature, float[] values, int count) {
    int known = Math.min(count, size() - age);
    for (int i = 0; i < known; i++) {
      values[i] = value(age + i, feature);
    }
    for (int i = known; i < count; i++) {
      values[i] = values[known - 1];
    }
  }

  /** Whether a reading stands behind a value, and not a gap filling. */
  boolean measured(int age, int feature);

  /** Slowly moving level, see {@link Scale}. */
  double level(int feature);

  /** Mean absolute deviation from the level, above zero. */
  double spread(int feature);

  /** Mean absolute change from step to step, above zero. */
  double change(int feature);
}
