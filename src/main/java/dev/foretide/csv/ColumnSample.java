package dev.foretide.csv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the first cells of the columns of numbers show. */
final class ColumnSample {
  /** Units of the columns whose numbers have one behind, by position. */
  final Map<Integer, String> units = new HashMap<>();

  /** Positions of the columns in which most cells are numbers. */
  final List<Integer> numeric = new ArrayList<>();

  private boolean point;
  private boolean comma;
  private boolean eitherPoint;
  private boolean eitherComma;

  /** The decimal mark, if the cells agree; a point alone that may be a group is a fraction. */
  @Nullable Decimal decimal() {
    if ((point && comma) || (eitherPoint && eitherComma && !point && !comma)) {
      return null;
    }
    if (comma) {
      return Decimal.COMMA;
    }
    return point || eitherPoint ? Decimal.POINT : null;
  }

  /** Looks at a column. */
  void look(int column, List<List<String>> data, CsvCells cells) {
    List<String> filled = new ArrayList<>();
    for (List<String> row : data) {
      String cell = Recognition.cell(row, column);
      if (!cell.isEmpty() && !cells.isMissing(cell)) {
        filled.add(cell);
      }
    }
    String unit = unit(filled);
    if (unit != null) {
      units.put(column, unit);
    }
    int numbers = 0;
    for (String cell : filled) {
      NumberText.Measured measured = unit == null ? null : NumberText.measured(cell);
      String number = measured == null ? cell : measured.number();
      if (NumberText.isNumber(number)) {
        numbers++;
        prove(number);
      }
    }
    if (numbers > 2 && numbers * 2 > filled.size()) {
      numeric.add(column);
    }
  }

  private void prove(String number) {
    Decimal proof = NumberText.proves(number);
    point |= proof == Decimal.POINT;
    comma |= proof == Decimal.COMMA;
    if (NumberText.isEither(number)) {
      eitherComma |= number.indexOf(',') >= 0;
      eitherPoint |= number.indexOf(',') < 0;
    }
  }

  /** The unit behind the numbers of a column: each cell has it, or one of its multiples. */
  private static @Nullable String unit(List<String> cells) {
    String unit = null;
    for (String cell : cells) {
      NumberText.Measured measured = NumberText.measured(cell);
      if (measured == null) {
        if (!NumberText.isNumber(cell)) {
          return null;
        }
      } else if (unit == null) {
        unit = measured.unit();
      } else if (UnitPrefix.power(measured.unit(), unit) == null) {
        return null;
      }
    }
    return unit;
  }
}
