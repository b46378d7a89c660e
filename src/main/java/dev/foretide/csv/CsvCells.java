package dev.foretide.csv;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Numbers of the cells of one file. */
final class CsvCells {
  private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null");
  private static final Set<String> STATES = Set.of("unavailable", "unknown");

  private final CsvHints hints;
  private final boolean states;
  private final @Nullable Decimal decimal;
  private final Map<Integer, String> units;

  CsvCells(CsvHints hints, CsvDialect dialect) {
    this(hints, dialect.shape() == CsvShape.HOME_ASSISTANT, dialect.decimal(), dialect.units());
  }

  private CsvCells(
      CsvHints hints, boolean states, @Nullable Decimal decimal, Map<Integer, String> units) {
    this.hints = hints;
    this.states = states;
    this.decimal = decimal;
    this.units = units;
  }

  /** Whether a cell holds no value: it is empty, or a word that is written in its place. */
  boolean isMissing(String cell) {
    if (cell.length() <= 4 && MISSING.contains(cell.toLowerCase(Locale.ROOT))) {
      return true;
    }
    return (states && STATES.contains(cell.toLowerCase(Locale.ROOT))) || hints.isMissing(cell);
  }

  /**
   * The cell as a JSON number; null if it is none.
   *
   * @throws CellException if it may be two numbers, or one of another unit
   */
  @Nullable String json(int column, String cell) {
    String unit = units.get(column);
    NumberText.Measured measured = unit == null ? null : NumberText.measured(cell);
    if (unit == null || measured == null) {
      return number(cell);
    }
    String number = number(measured.number());
    Integer power = UnitPrefix.power(measured.unit(), unit);
    if (power == null && number != null) {
      throw new CellException(
          "its unit is '%s', and that of the column '%s'; export the values without units"
              .formatted(measured.unit(), unit));
    }
    return number == null || power == null ? null : NumberText.scaled(number, power);
  }

  private @Nullable String number(String cell) {
    if (decimal != null) {
      return NumberText.json(cell, decimal);
    }
    String point = NumberText.json(cell, Decimal.POINT);
    if (cell.indexOf(',') < 0 && point != null) {
      return point;
    }
    String comma = NumberText.json(cell, Decimal.COMMA);
    if (comma == null && point == null) {
      return null;
    }
    throw new CellException(
        "with a decimal comma it is %s, with a decimal point %s, and the first rows of the file do not tell which they have; name --decimal comma or point"
            .formatted(word(comma), word(point)));
  }

  private static String word(@Nullable String number) {
    return number == null ? "no number" : number;
  }

  /** What to do about a cell that is no number in a column of numbers. */
  String rule(String cell) {
    String rule = "not a number, in a column of numbers";
    Decimal other = decimal == Decimal.COMMA ? Decimal.POINT : Decimal.COMMA;
    if (decimal != null && NumberText.json(cell, other) != null) {
      return rule + " with a decimal %s; name --decimal %s if all are so".formatted(decimal, other);
    }
    return cell.length() > 40 || NumberText.measured(cell) != null
        ? rule
        : rule + "; if it stands for a missing value, name it: --missing \"%s\"".formatted(cell);
  }
}
