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
  HOUR(1, 2) {
    @Override
    double phase(ZonedDateTime time) {
      return time.get(ChronoField.MILLI_OF_DAY) / 86_400_000.0;
    }
  },
  /** Phase of the week, from Monday. */
  WEEKDAY(7, 3) {
    @Override
    double phase(ZonedDateTime time) {
      return (time.getDayOfWeek().getValue() - 1 + HOUR.phase(time)) / 7.0;
    }
  },
  /** Phase of the year. */
  MONTH(365, 1) {
    @Override
    double phase(ZonedDateTime time) {
      return (time.getDayOfYear() - 1) / (double) time.toLocalDate().lengthOfYear();
    }
  };

  private static final long DAY_MILLIS = 86_400_000;

  private final int days;
  private final int harmonics;

  CalendarTerm(int days, int harmonics) {
    this.days = days;
    this.harmonics = harmonics;
  }

  abstract double phase(ZonedDateTime time);

  /** Length of the cycle, about. */
  public long periodMillis() {
    return days * DAY_MILLIS;
  }

  /** Columns: sine and cosine of each harmonic. */
  public int columns() {
    return 2 * harmonics;
  }

  /** Columns of some terms together. */
  public static int columns(List<CalendarTerm> terms) {
    int columns = 0;
    for (int i = 0; i < terms.size(); i++) {
      columns += terms.get(i).columns();
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
