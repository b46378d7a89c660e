package dev.foretide.series;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the step of the regular grid from the times of readings.
 *
 * <p>The step is the lower median of the positive differences between successive times of the same
 * series. If it lies within a twentieth of a usual step, such as 30 s, 10 min or 1 d, it is that
 * one, since clocks jitter; otherwise it is only rounded, since a series that comes every 7 s must
 * not be folded into steps of 5 s or 10 s.
 *
 * <p>The median does not mind gaps, repeated times and times that run backwards, as long as most
 * readings follow each other by one step. Owned by one thread.
 */
public final class StepInference {
  /** Differences that are looked at; later ones change nothing. */
  private static final int MOST = 1000;

  private static final double JITTER = 0.05;

  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** Milliseconds, ascending. */
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

  private final Map<String, Long> last = new HashMap<>();
  private final long[] differences = new long[MOST];
  private int count;

  /** Takes the time of a reading, milliseconds since the epoch, in the order of arrival. */
  public void add(String series, long timestamp) {
    if (isComplete()) {
      return;
    }
    Long before = last.put(series, timestamp);
    if (before != null && timestamp > before) {
      differences[count++] = timestamp - before;
    }
  }

  /** Number of differences known. */
  public int count() {
    return count;
  }

  /** Whether further readings change nothing. */
  public boolean isComplete() {
    return count == MOST;
  }

  /** The step; empty as long as no series has two readings at different times. */
  public Optional<Duration> step() {
    if (count == 0) {
      return Optional.empty();
    }
    long[] sorted = Arrays.copyOf(differences, count);
    Arrays.sort(sorted);
    return Optional.of(Duration.ofMillis(snap(sorted[(count - 1) / 2])));
  }

  /** Jitter must not give every series a step of its own, so unusual ones are rounded too. */
  private static long snap(long millis) {
    long nearest = USUAL[0];
    for (long usual : USUAL) {
      if (Math.abs(usual - millis) < Math.abs(nearest - millis)) {
        nearest = usual;
      }
    }
    return Math.abs(nearest - millis) <= JITTER * nearest ? nearest : rounded(millis);
  }

  /** To whole units of a twentieth at most. */
  private static long rounded(long millis) {
    long unit = 1;
    for (long each : new long[] {10, 100, SECOND, MINUTE, HOUR, DAY}) {
      if (each <= JITTER * millis) {
        unit = each;
      }
    }
    return (millis + unit / 2) / unit * unit;
  }
}
