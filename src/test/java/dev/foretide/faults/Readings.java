package dev.foretide.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The numbered readings: each is a function of its series and the number of its step, so that
 * whoever sees an answer knows which reading it answers and what it must say.
 *
 * <p>Every series misses a step now and then. The last one is dense, with two readings a step.
 *
 * <p>The times lie in the future, where no wall clock closes an open step.
 *
 * @param count series in all, 2 or more
 */
record Readings(int count) {
  static final Instant BEGIN = Instant.parse("2040-01-01T00:00:00Z");
  static final long STEP_MILLIS = 1_000;
  private static final int GAP_EVERY = 97;

  /** One reading. */
  record Reading(int series, long timestamp, String value) {}

  List<String> names() {
    return IntStream.range(0, count).mapToObj(i -> "sensor/" + i).toList();
  }

  /** The readings of a step, counted from 0, in the order in which they are sent. */
  List<Reading> of(long step) {
    List<Reading> readings = new ArrayList<>(count + 1);
    for (int series = 0; series < count; series++) {
      if ((step + 31L * series) % GAP_EVERY == GAP_EVERY - 1) {
        continue;
      }
      long start = BEGIN.toEpochMilli() + step * STEP_MILLIS;
      readings.add(new Reading(series, start, value(series, 2 * step)));
      if (series == count - 1) {
        readings.add(new Reading(series, start + STEP_MILLIS / 2, value(series, 2 * step + 1)));
      }
    }
    return readings;
  }

  /** Number of the step that a forecast or a score with this timestamp is about. */
  static long stepOf(long timestamp) {
    return (timestamp - BEGIN.toEpochMilli()) / STEP_MILLIS;
  }

  /** A sine with noise, to three decimals. */
  private static String value(int series, long number) {
    double sine = Math.sin(2 * Math.PI * number / (40 + 2 * series));
    long thousandths = Math.round(1_000 * (20 + series + 5 * sine + noise(series, number)));
    return Double.toString(thousandths / 1_000.0);
  }

  /** Uniform in [0, 1): the finaliser of SplitMix64. */
  private static double noise(int series, long number) {
    long z = (number * 1_000_003 + series) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }
}
