package dev.foretide.csv;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a file is written, as its beginning shows and {@link CsvHints} say.
 *
 * @param shape what kind of file it is
 * @param charset its encoding
 * @param delimiter between cells
 * @param decimal of its numbers; null: no number of the beginning has a fraction or groups that
 *     tell
 * @param preamble rows before the header, and those between the header and the first row, which
 *     hold units
 * @param times how its times are written
 * @param newestFirst whether the newest row comes first; the rows are then given from the last to
 *     the first
 * @param units of the columns whose numbers have one behind, by position
 */
public record CsvDialect(
    CsvShape shape,
    Charset charset,
    char delimiter,
    @Nullable Decimal decimal,
    Preamble preamble,
    TimeFormat times,
    boolean newestFirst,
    Map<Integer, String> units) {

  /** Rows that hold no readings: before the header, and behind it. */
  public record Preamble(int before, int units) {
    static final Preamble NONE = new Preamble(0, 0);
  }

  /** Copies the map. */
  public CsvDialect {
    units = Map.copyOf(units);
  }

  CsvDialect withNewestFirst(boolean newest) {
    return new CsvDialect(shape, charset, delimiter, decimal, preamble, times, newest, units);
  }

  /**
   * What is special about it, in words; empty: a header, commas, decimal points, times from old to
   * new.
   */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    if (shape != CsvShape.TABLE) {
      words.add(shape.words());
    }
    if (!charset.equals(StandardCharsets.UTF_8)) {
      words.add(charset.name());
    }
    if (delimiter != ',') {
      words.add("cells parted by " + name(delimiter));
    }
    if (decimal == Decimal.COMMA) {
      words.add("decimal comma");
    }
    if (preamble.before() > 0) {
      words.add(rows(preamble.before()) + " before the header passed over");
    }
    if (preamble.units() > 0) {
      words.add(rows(preamble.units()) + " of units under the header passed over");
    }
    units.values().stream().distinct().sorted().forEach(unit -> words.add("values in " + unit));
    if (times.dateOrder() != null) {
      words.add("dates " + times.dateOrder());
    }
    if (times.unit() != null) {
      words.add("times in " + times.unit() + " since 1970");
    }
    if (newestFirst) {
      words.add("newest row first, turned round");
    }
    return words;
  }

  private static String rows(int count) {
    return count == 1 ? "1 row" : count + " rows";
  }

  private static String name(char delimiter) {
    return switch (delimiter) {
      case ';' -> "semicolons";
      case '\t' -> "tabs";
      default -> "'" + delimiter + "'";
    };
  }
}
