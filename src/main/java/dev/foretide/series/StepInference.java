package dev.foretide.series;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Infers the length of a step from the times of a series: the lower median of the positive
 * differences between its sorted times, taken to the nearest usual step by ratio.
 *
 * <p>The median does not mind gaps, repeated times or jitter as long as most readings come one step
 * after the other.
 */
public final class StepInference {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private static final long[] USUAL = {
    1,
    2,
    5,
    10,
    20,
    50,
    100,
    200,
    500,
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    20 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    20 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    4 * HOUR,
    6 * HOUR,
    8 * HOUR,
    12 * HOUR,
    DAY,
    7 * DAY
  };

  private StepInference() {}

  /**
   * Infers a step.
   *
   * @param times milliseconds since the epoch, in any order; not changed
   * @return milliseconds; empty when there are no two different times
   */
  public static OptionalLong infer(long... times) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    long[] differences = new long[sorted.length];
    int count = 0;
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] > sorted[i - 1]) {
        differences[count++] = sorted[i] - sorted[i - 1];
      }
    }
    if (count == 0) {
      return OptionalLong.empty();
    }
    Arrays.sort(differences, 0, count);
    return OptionalLong.of(nearestUsual(differences[(count - 1) / 2]));
  }

  private static long nearestUsual(long millis) {
    long nearest = USUAL[0];
    for (long usual : USUAL) {
      if (ratio(usual, millis) < ratio(nearest, millis)) {
        nearest = usual;
      }
    }
    return nearest;
  }

  private static double ratio(long one, long other) {
    return one > other ? (double) one / other : (double) other / one;
  }
}
