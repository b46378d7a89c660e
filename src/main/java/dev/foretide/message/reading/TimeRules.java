package dev.foretide.message.reading;

import dev.foretide.config.Durations;
import dev.foretide.config.ReadingSettings;
import dev.foretide.config.TimePrecision;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times of readings: from numbers and texts to milliseconds since the epoch, and how far they may
 * lie from the wall clock. Owned by one thread, which takes a time and then requires it.
 */
final class TimeRules {
  private static final long DAY = 86_400_000;

  /** The year 2001: before it, a number is rather one of another unit. */
  private static final long SENSIBLE = 978_307_200_000L;

  private static final int LONGEST = 64;
  private static final Pattern DIGITS =
      Pattern.compile("[+-]?[0-9]{1,25}(\\.[0-9]{1,25})?([eE][+-]?[0-9]{1,2})?");

  /** ISO 8601 with an offset in any of its forms, also with a space for the T. */
  private static final DateTimeFormatter WITH_OFFSET =
      local().appendPattern("[ ][XXXXX][XXXX][X]").toFormatter();

  private static final DateTimeFormatter WITHOUT_OFFSET = local().toFormatter();

  private final ReadingSettings.Time settings;
  private final TimePrecision precision;
  private long millis;

  /** The units of a time that is a number, for a refusal that names another unit. */
  private long units;

  private boolean isNumber;

  TimeRules(ReadingSettings.Time settings) {
    this.settings = settings;
    this.precision =
        settings.precision() == null ? TimePrecision.MILLISECONDS : settings.precision();
  }

  private static DateTimeFormatterBuilder local() {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .append(DateTimeFormatter.ISO_LOCAL_DATE)
        .appendPattern("['T'][ ]")
        .append(DateTimeFormatter.ISO_LOCAL_TIME);
  }

  /** Takes a time that is known to the millisecond. */
  void millis(long epochMillis) {
    millis = epochMillis;
    isNumber = false;
  }

  /** Takes a local date and time: it is one of the configured zone. */
  void local(String name, LocalDateTime local) {
    if (settings.zone() == null) {
      throw new RefusedReadingException(
          Reason.BAD_TIMESTAMP,
          "%s is %s without an offset: time.zone says where, as in time.zone=Europe/Berlin"
              .formatted(name, local));
    }
    millis(local.atZone(settings.zone()).toInstant().toEpochMilli());
  }

  /** Takes a whole number in the configured unit. */
  void number(String name, long given) {
    try {
      millis = precision.toMillis(given);
    } catch (ArithmeticException e) {
      throw notATime(name, Long.toString(given));
    }
    units = given;
    isNumber = true;
  }

  /** Takes a number in the configured unit. */
  void number(String name, BigDecimal given) {
    try {
      millis = precision.toMillis(given);
      units = given.setScale(0, RoundingMode.FLOOR).longValueExact();
    } catch (ArithmeticException e) {
      throw notATime(name, Shown.shortened(given.toString()));
    }
    isNumber = true;
  }

  /** Takes a text: ISO 8601, or digits of a number. */
  void text(String name, String text) {
    if (text.length() <= LONGEST) {
      Long parsed = isoMillis(text);
      if (parsed != null) {
        millis(parsed);
        return;
      }
      LocalDateTime local = withoutOffset(text);
      if (local != null) {
        local(name, local);
        return;
      }
      if (DIGITS.matcher(text).matches()) {
        number(name, new BigDecimal(text));
        return;
      }
    }
    throw notATime(name, Shown.text(text));
  }

  private static @Nullable Long isoMillis(String text) {
    try {
      return text.endsWith("Z")
          ? Instant.parse(text).toEpochMilli()
          : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return otherIsoMillis(text);
    }
  }

  /** Offsets without a colon or without minutes, and a space for the T. */
  private static @Nullable Long otherIsoMillis(String text) {
    try {
      return WITH_OFFSET.parse(text, OffsetDateTime::from).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  RefusedReadingException notATime(String name, String shown) {
    return new RefusedReadingException(
        Reason.BAD_TIMESTAMP,
        "%s is %s, must be ISO 8601 with an offset, or epoch %s"
            .formatted(name, shown, precision.word()));
  }

  private static @Nullable LocalDateTime withoutOffset(String text) {
    try {
      return WITHOUT_OFFSET.parse(text, LocalDateTime::from);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * The time that was taken last, if it lies near enough to the wall clock.
   *
   * @param name where it stands
   */
  long required(String name, long now) {
    if (millis > now + settings.futureMax().toMillis()
        || millis < now - settings.pastMax().toMillis()) {
      throw new RefusedReadingException(
          Reason.BAD_TIMESTAMP,
          "%s, must be at most %s ahead of and %s behind the wall clock"
              .formatted(
                  outside(name, now),
                  Durations.text(settings.futureMax()),
                  Durations.text(settings.pastMax())));
    }
    return millis;
  }

  private String outside(String name, long now) {
    if (!isNumber) {
      return "%s is %s".formatted(name, Instant.ofEpochMilli(millis));
    }
    String better = betterPrecision(now);
    return "%s: %d as %s is %s%s".formatted(name, units, precision.word(), dateOf(millis), better);
  }

  /** The unit in which the number would be a time that is taken. */
  private String betterPrecision(long now) {
    for (TimePrecision other : TimePrecision.values()) {
      long as;
      try {
        as = other.toMillis(units);
      } catch (ArithmeticException e) {
        continue;
      }
      if (other != precision && as <= now + settings.futureMax().toMillis() && as >= SENSIBLE) {
        String date = Math.abs(as - now) <= DAY ? "today" : dateOf(as);
        return "; as %s it would be %s: readings.timestamp.precision=%s?"
            .formatted(other.word(), date, other.word());
      }
    }
    return "";
  }

  private static String dateOf(long millis) {
    try {
      return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC).toLocalDate().toString();
    } catch (DateTimeException e) {
      return "no date";
    }
  }
}
