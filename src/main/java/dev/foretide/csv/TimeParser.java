package dev.foretide.csv;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times that CSV files of sensors carry.
 *
 * <ul>
 *   <li>{@code 2016-07-01 00:00:00}, {@code 2016-03-01T00:00}, {@code 2016/7/1 9:05}, {@code
 *       2016-07-01}, {@code 1.7.2016 09:05}, {@code 7/1/2016 9:05 PM}, {@code 1-Jul-2016}: local
 *       times of the zone given; hours, months and days need no leading zero, seconds and their
 *       fraction may be missing
 *   <li>{@code 2016-07-01T00:00:00Z}, {@code 2016-07-01 00:00:00+02:00}, {@code
 *       2016-07-01T00:00:00+02:00[Europe/Paris]}, {@code 2016-07-01 00:00 CEST}: with a zone of
 *       their own
 *   <li>{@code 1467331200}, {@code 1467331200.25}: a number since 1970, whose unit its size tells
 *       if it lies between 1990 and 2100 in it; smaller numbers are seconds
 *   <li>{@code 20160701}, and with hours, minutes and seconds {@code 20160701093000}
 * </ul>
 *
 * <p>A date that the calendar does not have is an error, not the next day; so is a local time that
 * a change of clocks skips. Of a local time that comes twice {@link ClockChanges} chooses; {@link
 * #parse} alone takes the first.
 *
 * <p>Immutable, safe for all threads.
 */
public final class TimeParser {
  /** Letters that mean one offset the world over, nearly. */
  private static final Map<String, ZoneOffset> LETTERS =
      Map.ofEntries(
          Map.entry("UTC", ZoneOffset.UTC),
          Map.entry("GMT", ZoneOffset.UTC),
          Map.entry("WET", ZoneOffset.UTC),
          Map.entry("WEST", ZoneOffset.ofHours(1)),
          Map.entry("CET", ZoneOffset.ofHours(1)),
          Map.entry("MEZ", ZoneOffset.ofHours(1)),
          Map.entry("CEST", ZoneOffset.ofHours(2)),
          Map.entry("MESZ", ZoneOffset.ofHours(2)),
          Map.entry("EET", ZoneOffset.ofHours(2)),
          Map.entry("EEST", ZoneOffset.ofHours(3)),
          Map.entry("EST", ZoneOffset.ofHours(-5)),
          Map.entry("EDT", ZoneOffset.ofHours(-4)),
          Map.entry("MST", ZoneOffset.ofHours(-7)),
          Map.entry("MDT", ZoneOffset.ofHours(-6)),
          Map.entry("PST", ZoneOffset.ofHours(-8)),
          Map.entry("PDT", ZoneOffset.ofHours(-7)));

  private final ZoneId zone;
  private final TimeFormat format;

  /**
   * A time as it is written: of a zone, or an instant in UTC.
   *
   * @param day whether it is a day without a time of day, which begins when its zone says
   */
  record Local(LocalDateTime time, boolean day, ZoneId zone) {}

  /** A parser that takes times without a zone as of {@code zone}, and each time for itself. */
  public TimeParser(ZoneId zone) {
    this(zone, TimeFormat.OPEN);
  }

  TimeParser(ZoneId zone, TimeFormat format) {
    this.zone = zone;
    this.format = format;
  }

  /** Reads a date and a time of day that stand in two columns. */
  public Instant parse(String date, String time) {
    return parse(date.strip() + " " + time.strip());
  }

  /**
   * Reads one time.
   *
   * @throws DateTimeException if it has none of the forms above, or the calendar does not have it
   */
  public Instant parse(String text) {
    return new ClockChanges(false).resolve("", local(text));
  }

  /** The same, before a local time that comes twice is decided. */
  Local local(String text) {
    String time = text.strip();
    boolean compact = time.length() == 8 || format.compact();
    if (compact && !format.stated() && TimeText.isCompact(time)) {
      return new Local(TimeText.compact(time), time.length() == 8, zone);
    }
    if (TimeText.isNumber(time)) {
      Instant at = epoch(TimeText.number(time));
      return new Local(LocalDateTime.ofInstant(at, ZoneOffset.UTC), false, ZoneOffset.UTC);
    }
    TimeText.Parts parts = TimeText.parts(time, format.dateOrder());
    return new Local(parts.local(), parts.day(), zone(parts.zone()));
  }

  private Instant epoch(BigDecimal number) {
    EpochUnit unit = format.unit();
    if (unit == null || !format.stated()) {
      EpochUnit own = EpochUnit.byMagnitude(number);
      if (own == null) {
        throw new DateTimeException(
            "a number since 1970 must lie between 1990 and 2100 in one of %s, %s, %s or %s for its unit to be known; name --time-unit"
                .formatted((Object[]) EpochUnit.values()));
      }
      if (unit != null && own != unit) {
        throw new DateTimeException(
            "by its size it counts %s, and the times before it %s; name --time-unit"
                .formatted(own, unit));
      }
      unit = own;
    }
    return unit.at(number);
  }

  private ZoneId zone(@Nullable String written) {
    if (written == null) {
      return zone;
    }
    ZoneOffset letters = LETTERS.get(written);
    if (letters != null) {
      return letters;
    }
    try {
      return ZoneId.of(written.toUpperCase(Locale.ROOT).equals("Z") ? "Z" : written);
    } catch (DateTimeException e) {
      throw new DateTimeException(
          "not a time: '%s' is no zone that has one offset everywhere; write the offset, as +02:00"
              .formatted(written),
          e);
    }
  }
}
