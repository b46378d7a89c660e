package dev.foretide.series;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.util.List;

/**
 * A calendar feature: the phase of a civil cycle as sines and cosines of its harmonics. Higher
 * harmonics give the cycle a shape, such as two peaks a day.
 */
public enum CalendarTerm {
  /** Phase of the day. */
  HOUR(3) {
    @Override
    double phase(ZonedDateTime time) {
      return time.get(ChronoField.MILLI_OF_DAY) / 86_400_000.0;
    }
  },
  /** Phase of the week, from Monday. */
  WEEKDAY(3) {
    @Override
    double phase(ZonedDateTime time) {
      return (time.getDayOfWeek().getValue() - 1 + HOUR.phase(time)) / 7.0;
    }
  },
  /** Phase of the year. */
  MONTH(1) {
    @Override
    double phase(ZonedDateTime time) {
      return (time.getDayOfYear() - 1) / (double) time.toLocalDate().lengthOfYear();
    }
  };

  private final int harmonics;

  CalendarTerm(int harmonics) {
    this.harmonics = harmonics;
  }

  abstract double phase(ZonedDateTime time);

  /** Columns of some terms together: sine and cosine of each harmonic. */
  public static int columns(List<CalendarTerm> terms) {
    int columns = 0;
    for (int i = 0; i < terms.size(); i++) {
      columns += 2 * terms.get(i).harmonics;
    }
    return columns;
  }

  /**
   * Writes the columns of all terms for one time: {@code sin a, cos a, sin 2a, cos 2a, ...} of each
   * term's angle {@code a}.
   *
   * @param target written from {@code offset}, {@link #columns} values
   */
  public static void encode(
      List<CalendarTerm> terms, ZoneId zone, long epochMillis, float[] target, int offset) {
    if (terms.isEmpty()) {
      return;
    }
    ZonedDateTime time = Instant.ofEpochMilli(epochMillis).atZone(zone);
    int at = offset;
    for (int i = 0; i < terms.size(); i++) {
      double angle = 2 * Math.PI * terms.get(i).phase(time);
      for (int k = 1; k <= terms.get(i).harmonics; k++) {
        target[at++] = (float) Math.sin(k * angle);
        target[at++] = (float) Math.cos(k * angle);
      }
    }
  }
}
