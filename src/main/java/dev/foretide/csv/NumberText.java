package dev.foretide.csv;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as people and programs write them, with a point or a comma before the fraction, groups of
 * thousands, and a unit behind.
 */
final class NumberText {
  /** Longer cells are no numbers; a bound for the patterns. */
  private static final int LONGEST = 64;

  private static final Pattern JSON = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
  private static final String EXPONENT = "(?:[eE][+-]?\\d{1,4})?";

  /** Digits in groups of three behind one and the same separator, then a fraction. */
  private static final Pattern GROUPED_POINT =
      Pattern.compile("[+-]?[1-9]\\d{0,2}(?<g>[,\\h'\u2019])\\d{3}(?:\\k<g>\\d{3})*(?:\\.\\d*)?");

  private static final Pattern GROUPED_COMMA =
      Pattern.compile("[+-]?[1-9]\\d{0,2}(?<g>[.\\h'\u2019])\\d{3}(?:\\k<g>\\d{3})*(?:,\\d*)?");
  private static final Pattern COMMA = Pattern.compile("[+-]?(?:\\d+(?:,\\d*)?|,\\d+)" + EXPONENT);
  private static final Pattern POINT =
      Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)" + EXPONENT);

  /** One separator with three digits behind and one to three before: a group or a fraction. */
  private static final Pattern EITHER = Pattern.compile("[+-]?[1-9]\\d{0,2}[.,]\\d{3}");

  private static final Pattern WITH_UNIT =
      Pattern.compile(
          "(?<n>[+-]?[\\d.,][\\d.,'\u2019]*(?:\\h\\d{3}[\\d.,]*)*(?:[eE][+-]?\\d{1,3})?)(?:\\h(?<u>[^\\d\\s.,+-]\\S{0,11})|(?<d>[%\u00b0\u2103\u2109]\\S{0,5}))");

  /** A number and what stands behind it. */
  record Measured(String number, String unit) {}

  private NumberText() {}

  /** Minus signs and digits of the common kind, no space around. */
  static String plain(String cell) {
    return cell.strip().replace('\u2212', '-');
  }

  /** The number and the unit behind it, or null if there is none. */
  static @Nullable Measured measured(String cell) {
    if (cell.length() > LONGEST) {
      return null;
    }
    Matcher found = WITH_UNIT.matcher(cell);
    if (!found.matches()) {
      return null;
    }
    String unit = found.group("u") == null ? found.group("d") : found.group("u");
    return new Measured(found.group("n"), unit);
  }

  /** Whether a cell is a number with a point or with a comma. */
  static boolean isNumber(String cell) {
    return json(cell, Decimal.POINT) != null || json(cell, Decimal.COMMA) != null;
  }

  /** Whether point or comma may be a fraction as well as a group: 1,234. */
  static boolean isEither(String cell) {
    return EITHER.matcher(cell).matches();
  }

  /** Which of the two a number proves; null if it has neither or may have both. */
  static @Nullable Decimal proves(String cell) {
    if (isEither(cell)) {
      return null;
    }
    boolean point = json(cell, Decimal.POINT) != null;
    boolean comma = json(cell, Decimal.COMMA) != null;
    if (point == comma) {
      return null;
    }
    return point ? Decimal.POINT : Decimal.COMMA;
  }

  /** The cell as a JSON number, as written where JSON allows it; null if it is none. */
  static @Nullable String json(String cell, Decimal decimal) {
    try {
      if (decimal == Decimal.POINT && JSON.matcher(cell).matches()) {
        return Double.isFinite(Double.parseDouble(cell)) ? cell : null;
      }
      if (cell.length() > LONGEST) {
        return null;
      }
      String number = withPoint(cell, decimal);
      if (number == null || !Double.isFinite(Double.parseDouble(number))) {
        return null;
      }
      return JSON.matcher(number).matches() ? number : new BigDecimal(number).toString();
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable String withPoint(String cell, Decimal decimal) {
    boolean point = decimal == Decimal.POINT;
    if ((point ? POINT : COMMA).matcher(cell).matches()) {
      return point ? cell : cell.replace(',', '.');
    }
    Matcher grouped = (point ? GROUPED_POINT : GROUPED_COMMA).matcher(cell);
    if (!grouped.matches()) {
      return null;
    }
    String whole = cell.replace(grouped.group("g"), "");
    return point ? whole : whole.replace(',', '.');
  }

  /** A JSON number times a power of ten. */
  static String scaled(String json, int power) {
    return power == 0 ? json : new BigDecimal(json).scaleByPowerOfTen(power).toPlainString();
  }
}
