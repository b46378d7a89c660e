package dev.foretide.csv;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of a time as people and programs write it: date, clock, zone. */
final class TimeText {
  /** Longer texts are no times; a bound for the patterns. */
  private static final int LONGEST = 64;

  private static final String SEPARATED =
      "(?<a>\\d{1,4})(?<sep>[-/.])(?<b>\\d{1,2})\\k<sep>(?<c>\\d{1,4})";
  private static final String NAMED =
      "(?<nd>\\d{1,2})[- .]{1,2}(?<nm>[A-Za-z]{3,9})[-, .]{1,2}(?<ny>\\d{4})";
  private static final String SOLID = "(?<s>(?:19|20)\\d{6})";
  private static final String CLOCK =
      "(?<h>\\d{1,2})(?:[:.-](?<m>\\d{2})(?:[:.-](?<sec>\\d{2})(?:[.,](?<f>\\d{1,9}))?)?(?:\\h?(?<half>[AaPp])\\.?[Mm]\\.?)?)";
  private static final String SOLID_CLOCK = "(?<sh>\\d{2})(?<sm>\\d{2})(?<ss>\\d{2})?";
  private static final String ZONE =
      "(?<offset>[Zz]|[+-]\\d{2}(?::?\\d{2})?)?(?:\\[(?<inside>[A-Za-z0-9/_+-]+)])?(?:(?<region>[A-Za-z]+(?:/[A-Za-z0-9_+-]+)+)|(?<letters>[A-Z]{3,4}))?";
  private static final Pattern WHOLE =
      Pattern.compile(
          "(?:%s|%s|%s)(?:(?:[Tt]|,?\\h{1,3})(?:%s|%s)\\h?%s)?"
              .formatted(SEPARATED, NAMED, SOLID, CLOCK, SOLID_CLOCK, ZONE));
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,19}(\\.\\d{1,9})?");
  private static final Pattern COMPACT =
      Pattern.compile(
          "(?:19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?:(?:[01]\\d|2[0-3])(?:[0-5]\\d){0,2})?");
  private static final Pattern TIME_OF_DAY =
      Pattern.compile("\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d{1,9})?)?(\\h?[AaPp][Mm])?");
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

  /**
   * @param day whether it is a day without a time of day
   * @param zone as written: an offset, a region or letters; null: it names none
   */
  record Parts(LocalDateTime local, boolean day, @Nullable String zone) {}

  private TimeText() {}

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  static BigDecimal number(String text) {
    return new BigDecimal(text);
  }

  /** Digits alone that are a date of the calendar: {@code YYYYMMDD}, and hours to seconds. */
  static boolean isCompact(String text) {
    return COMPACT.matcher(text).matches();
  }

  static boolean isTimeOfDay(String text) {
    return TIME_OF_DAY.matcher(text).matches();
  }

  static boolean isDate(String text) {
    Matcher found = match(text);
    return found != null && found.group("h") == null && found.group("sh") == null;
  }

  static boolean isDateTime(String text) {
    return match(text) != null;
  }

  private static @Nullable Matcher match(String text) {
    Matcher matcher = WHOLE.matcher(text);
    return text.length() <= LONGEST && matcher.matches() ? matcher : null;
  }

  /** The order that a date alone proves; points are written between day, month and year only. */
  static @Nullable DateOrder orderOf(String text) {
    Matcher date = match(text);
    if (date == null || date.group("a") == null || date.group("a").length() > 2) {
      return null;
    }
    if (date.group("sep").equals(".")) {
      return DateOrder.DAY_FIRST;
    }
    if (Integer.parseInt(date.group("a")) > 12) {
      return DateOrder.DAY_FIRST;
    }
    return Integer.parseInt(date.group("b")) > 12 ? DateOrder.MONTH_FIRST : null;
  }

  /** Digits alone as a date. */
  static LocalDateTime compact(String digits) {
    LocalDate date = solid(digits.substring(0, 8));
    return date.atTime(two(digits, 8), two(digits, 10), two(digits, 12));
  }

  private static int two(String digits, int from) {
    return digits.length() < from + 2 ? 0 : Integer.parseInt(digits.substring(from, from + 2));
  }

  /**
   * The parts of a time that is not a number.
   *
   * @throws DateTimeException if it is none, with the rule that it breaks
   */
  static Parts parts(String text, @Nullable DateOrder order) {
    Matcher found = match(text);
    if (found == null) {
      throw new DateTimeException(
          "not a time; expected as 2016-07-01 00:00:00, ISO 8601 or epoch seconds");
    }
    try {
      LocalDate date = date(found, order);
      boolean day = found.group("h") == null && found.group("sh") == null;
      LocalDateTime local =
          isEndOfDay(found) ? date.plusDays(1).atStartOfDay() : date.atTime(clock(found));
      return new Parts(local, day, zone(found));
    } catch (AmbiguousDateException e) {
      throw e;
    } catch (DateTimeException e) {
      throw new DateTimeException("not a time: " + e.getMessage(), e);
    }
  }

  private static LocalDate date(Matcher found, @Nullable DateOrder order) {
    if (found.group("s") != null) {
      return solid(found.group("s"));
    }
    if (found.group("nm") != null) {
      int month = MONTHS.indexOf(found.group("nm").substring(0, 3).toLowerCase(Locale.ROOT)) + 1;
      return LocalDate.of(number(found, "ny"), month, number(found, "nd"));
    }
    String first = found.group("a");
    String last = found.group("c");
    if (first.length() == 4 || order == DateOrder.YEAR_FIRST) {
      return LocalDate.of(year(first), number(found, "b"), number(found, "c"));
    }
    int year = year(last);
    DateOrder known = order == null ? orderOf(found.group()) : order;
    if (known == null && number(found, "a") == number(found, "b")) {
      known = DateOrder.DAY_FIRST; // either order is the same day
    }
    if (known == null) {
      throw new AmbiguousDateException(
          LocalDate.of(year, number(found, "b"), number(found, "a")),
          LocalDate.of(year, number(found, "a"), number(found, "b")));
    }
    try {
      return known == DateOrder.DAY_FIRST
          ? LocalDate.of(year, number(found, "b"), number(found, "a"))
          : LocalDate.of(year, number(found, "a"), number(found, "b"));
    } catch (DateTimeException e) {
      throw new DateTimeException(
          "%s (dates are read %s; --date-order changes it)".formatted(e.getMessage(), known), e);
    }
  }

  private static LocalDate solid(String digits) {
    return LocalDate.of(Integer.parseInt(digits.substring(0, 4)), two(digits, 4), two(digits, 6));
  }

  private static int year(String digits) {
    return switch (digits.length()) {
      case 4 -> Integer.parseInt(digits);
      case 2 -> 2000 + Integer.parseInt(digits);
      default -> throw new DateTimeException("the year " + digits + " must have 4 or 2 digits");
    };
  }

  private static boolean isEndOfDay(Matcher found) {
    return "24".equals(found.group("h"))
        && number(found, "m") + number(found, "sec") == 0
        && found.group("half") == null;
  }

  private static LocalTime clock(Matcher found) {
    if (found.group("sh") != null) {
      return LocalTime.of(number(found, "sh"), number(found, "sm"), number(found, "ss"));
    }
    int hour = number(found, "h");
    String half = found.group("half");
    if (half != null) {
      if (hour < 1 || hour > 12) {
        throw new DateTimeException("the hour of a clock with AM and PM is 1 to 12");
      }
      hour = hour % 12 + (half.equalsIgnoreCase("p") ? 12 : 0);
    }
    String fraction = found.group("f");
    int nanos = fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
    return LocalTime.of(hour, number(found, "m"), number(found, "sec"), nanos);
  }

  private static int number(Matcher found, String group) {
    String digits = found.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static @Nullable String zone(Matcher found) {
    for (String group : List.of("offset", "region", "inside", "letters")) {
      if (found.group(group) != null) {
        return found.group(group);
      }
    }
    return null;
  }
}
