package dev.foretide.series;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.util.List;

/** A calendar feature: the phase of a civil cycle as one sine and one cosine. */
public enum CalendarTerm {
  /** Phase of the day. */
  HOUR {
    @Override
    double phase(ZonedDateTime time) {
      return time.get(ChronoField.MILLI_OF_DAY) / 86_400_000.0;
    }
  },
  /** Phase of the week, from Monday. */
  WEEKDAY {
    @Override
    double phase(ZonedDateTime time) {
      return (time.getDayOfWeek().getValue() - 1 + HOUR.phase(time)) / 7.0;
    }
  },
  /** Phase of the year. */
  MONTH {
    @Override
    double phase(ZonedDateTime time) {
      return (time.getDayOfYear() - 1) / (double) time.toLocalDate().lengthOfYear();
    }
  };

  /** Columns per term: sine and cosine. */
  public static final int COLUMNS = 2;

  abstract double phase(ZonedDateTime time);

  /**
   * Writes the columns of all terms for one time.
   *
   * @param target written from {@code offset}, {@code COLUMNS * terms.size()} values
   */
  public static void encode(
      List<CalendarTerm> terms, ZoneId zone, long epochMillis, float[] target, int offset) {
    if (terms.isEmpty()) {
      return;
    }
    ZonedDateTime time = Instant.ofEpochMilli(epochMillis).atZone(zone);
    for (int i = 0; i < terms.size(); i++) {
      double angle = 2 * Math.PI * terms.get(i).phase(time);
      target[offset + COLUMNS * i] = (float) Math.sin(angle);
      target[offset + COLUMNS * i + 1] = (float) Math.cos(angle);
    }
  }
}
