package dev.foretide.csv;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;

/**
 * Reads the times that CSV files of sensors carry.
 *
 * <ul>
 *   <li>{@code 2016-07-01 00:00:00}, {@code 2016-03-01T00:00}, {@code 2016/7/1 9:05}, {@code
 *       2016-07-01}: local times of the zone given; hours, months and days need no leading zero,
 *       seconds and their fraction may be missing
 *   <li>{@code 2016-07-01T00:00:00Z}, {@code 2016-07-01 00:00:00+02:00}, {@code
 *       2016-07-01T00:00:00+02:00[Europe/Paris]}: with a zone of their own
 *   <li>{@code 1467331200}, {@code 1467331200.25}: seconds since 1970; from 10^11 (the year 5138)
 *       on, milliseconds: {@code 1467331200000}
 *   <li>{@code 20160701}: eight digits are a date, since as seconds they would lie in 1970
 * </ul>
 *
 * <p>A date that the calendar does not have is an error, not the next day. A local time that a
 * change of clocks skips moves forward by the gap; one that comes twice is the first.
 *
 * <p>Immutable, safe for all threads.
 */
public final class TimeParser {
  private static final Pattern EPOCH = Pattern.compile("-?\\d{1,16}(\\.\\d{1,9})?");
  private static final Pattern COMPACT_DATE = Pattern.compile("(19|20)\\d{6}");
  private static final double LEAST_MILLIS = 1e11;

  private static final DateTimeFormatter CALENDAR =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR, 4)
          .appendPattern("[-][/]")
          .appendValue(ChronoField.MONTH_OF_YEAR, 1, 2, SignStyle.NOT_NEGATIVE)
          .appendPattern("[-][/]")
          .appendValue(ChronoField.DAY_OF_MONTH, 1, 2, SignStyle.NOT_NEGATIVE)
          .appendPattern("['T'][' ']")
          .optionalStart()
          .appendValue(ChronoField.HOUR_OF_DAY, 1, 2, SignStyle.NOT_NEGATIVE)
          .appendLiteral(':')
          .appendValue(ChronoField.MINUTE_OF_HOUR, 2)
          .optionalStart()
          .appendLiteral(':')
          .appendValue(ChronoField.SECOND_OF_MINUTE, 2)
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .optionalEnd()
          .appendPattern("[' '][XXX][XX][X]")
          .optionalStart()
          .appendLiteral('[')
          .appendZoneRegionId()
          .appendLiteral(']')
          .optionalEnd()
          .optionalEnd()
          .toFormatter()
          .withResolverStyle(ResolverStyle.STRICT);

  private final ZoneId zone;

  /** A parser that takes times without a zone as of {@code zone}. */
  public TimeParser(ZoneId zone) {
    this.zone = zone;
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
    String time = text.strip();
    if (COMPACT_DATE.matcher(time).matches()) {
      return LocalDate.parse(time, DateTimeFormatter.BASIC_ISO_DATE).atStartOfDay(zone).toInstant();
    }
    if (EPOCH.matcher(time).matches()) {
      return epoch(time);
    }
    TemporalAccessor found =
        CALENDAR.parseBest(time, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
    if (found instanceof ZonedDateTime zoned) {
      return zoned.toInstant();
    }
    if (found instanceof LocalDateTime local) {
      return local.atZone(zone).toInstant();
    }
    return LocalDate.from(found).atStartOfDay(zone).toInstant();
  }

  private static Instant epoch(String number) {
    int point = number.indexOf('.');
    long whole = Long.parseLong(point < 0 ? number : number.substring(0, point));
    if (Math.abs(whole) >= LEAST_MILLIS) {
      return Instant.ofEpochMilli(whole);
    }
    double fraction = point < 0 ? 0 : Double.parseDouble("0" + number.substring(point));
    long nanos = Math.round(fraction * 1e9);
    return Instant.ofEpochSecond(whole, number.startsWith("-") ? -nanos : nanos);
  }
}
