package dev.foretide.csv;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recognises how a file is written, from its beginning and from what somebody says of it.
 *
 * <p>What the beginning does not prove stays open, and the first cell that needs it is refused: a
 * guess would be wrong in silence.
 */
final class Recognition {
  /** Rows in front of the header that are looked at. */
  private static final int MOST_PREAMBLE = 30;

  /** Rows of units, types and the like under the header. */
  private static final int MOST_UNIT_ROWS = 3;

  /** Longest mark in the column of the time of a row of units: yyyy-MM-dd HH:mm:ss. */
  private static final int LONGEST_TIME_UNIT = 24;

  private final CsvSource source;
  private final CsvText text;
  private final char delimiter;
  private final String head;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Long> lines = new ArrayList<>();

  /**
   * What was recognised.
   *
   * @param columns null: each table of the file has its own
   * @param numeric positions of columns of numbers, as most of their first cells are
   */
  record Found(CsvDialect dialect, @Nullable CsvColumns columns, List<Integer> numeric) {}

  private Recognition(CsvText text, CsvSource source) {
    this.text = text;
    this.source = source;
    this.head = text.isWhole() ? text.head() : wholeLines(text.head());
    Character said = source.hints().delimiter();
    Character named = Delimiters.named(head);
    if (said != null) {
      delimiter = said;
    } else {
      delimiter = named != null ? named : Delimiters.of(head);
    }
    readRows();
  }

  private static String wholeLines(String head) {
    int end = head.lastIndexOf('\n');
    return end < 0 ? head : head.substring(0, end + 1);
  }

  private void readRows() {
    CsvRecords records = new CsvRecords(source.file(), new StringReader(head), delimiter);
    try {
      for (CsvRecord row = records.next(); row != null; row = records.next()) {
        rows.add(row.getFields());
        lines.add(row.getStartingLineNumber());
      }
    } catch (CsvFormatException e) {
      if (rows.isEmpty()) {
        throw e;
      }
      // Reading comes to the same row, and says so then.
    }
  }

  /**
   * Recognises a file.
   *
   * @throws CsvFormatException if it has no rows, or no columns as they are wanted
   */
  static Found of(CsvText text, CsvSource source) {
    if (TsfRows.isTsf(text.head())) {
      return new Found(
          new CsvDialect(
              CsvShape.TSF,
              text.charset(),
              ',',
              Decimal.POINT,
              CsvDialect.Preamble.NONE,
              TimeFormat.OPEN,
              false,
              Map.of()),
          null,
          List.of());
    }
    Recognition recognition = new Recognition(text, source);
    Found found = recognition.table();
    RowOrder order = new RowOrder();
    try (TableRows rows = new TableRows(source, found, new StringReader(recognition.head), order)) {
      while (rows.next() != null) {
        // tells the order
      }
    } catch (CsvFormatException e) {
      // Reading comes to the same row, and says so then.
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e); // a string does not fail
    }
    return new Found(
        found.dialect().withNewestFirst(order.isNewestFirst()), found.columns(), found.numeric());
  }

  private Found table() {
    int first = Delimiters.named(head) == null ? 0 : 1;
    if (rows.size() <= first) {
      throw new CsvFormatException(
          source.file(), 1, "the file is empty: it needs a header and rows");
    }
    int influx = influxAt(first);
    if (influx >= 0) {
      return found(
          CsvShape.INFLUX,
          Decimal.POINT,
          new CsvDialect.Preamble(influx, 0),
          new TimeFormat(
              source.hints().dateOrder(),
              source.hints().timeUnit(),
              source.hints().timeUnit() != null,
              false),
          null,
          new ColumnSample());
    }
    int header = headerAt(first);
    CsvHeader names = CsvHeader.of(rows.get(header), source.file(), lines.get(header));
    CsvShape shape = shape(names);
    List<List<String>> under = rows.subList(header + 1, rows.size());
    CsvColumns columns =
        CsvColumns.resolve(names, source, shape, under.subList(0, Math.min(100, under.size())));
    int units = unitRows(columns, under);
    List<List<String>> data = under.subList(units, under.size());
    ColumnSample seen = new ColumnSample();
    CsvCells plain =
        new CsvCells(
            source.hints(), dialect(shape, null, CsvDialect.Preamble.NONE, TimeFormat.OPEN, seen));
    columns.values().forEach(column -> seen.look(column, data, plain));
    Decimal said = source.hints().decimal();
    return found(
        shape,
        said == null ? seen.decimal() : said,
        new CsvDialect.Preamble(header, units),
        TimeFormat.of(times(columns, data), source.hints()),
        columns,
        seen);
  }

  private Found found(
      CsvShape shape,
      @Nullable Decimal decimal,
      CsvDialect.Preamble preamble,
      TimeFormat times,
      @Nullable CsvColumns columns,
      ColumnSample seen) {
    return new Found(dialect(shape, decimal, preamble, times, seen), columns, seen.numeric);
  }

  private CsvDialect dialect(
      CsvShape shape,
      @Nullable Decimal decimal,
      CsvDialect.Preamble preamble,
      TimeFormat times,
      ColumnSample seen) {
    return new CsvDialect(
        shape, text.charset(), delimiter, decimal, preamble, times, false, seen.units);
  }

  /** The row that opens the first table of InfluxDB, or -1. */
  private int influxAt(int first) {
    for (int i = first; i < Math.min(rows.size(), first + MOST_PREAMBLE); i++) {
      List<String> row = rows.get(i).stream().map(String::strip).toList();
      boolean annotation = row.get(0).startsWith("#datatype") || row.get(0).startsWith("#group");
      boolean header = row.contains("_time") && (row.contains("_value") || row.contains("table"));
      if (annotation || row.get(0).equals("#default") || header) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The first row that names a time and has one in its column below; else the first that names one;
   * else the first at all. A line in front of a header may be called Date, too.
   */
  private int headerAt(int first) {
    int named = -1;
    for (int i = first; i < Math.min(rows.size(), first + MOST_PREAMBLE); i++) {
      CsvHeader names = CsvHeader.of(rows.get(i), source.file(), lines.get(i));
      if (names.all().size() > 1 && names.hasTime(source.time())) {
        if (hasTimeBelow(names.time(source.time(), List.of()).get(0), i)) {
          return i;
        }
        named = named < 0 ? i : named;
      }
    }
    return Math.max(named, first);
  }

  /** Whether a row of no more cells follows that has a time; units may stand between. */
  private boolean hasTimeBelow(int column, int header) {
    int end = Math.min(rows.size(), header + 2 + MOST_UNIT_ROWS);
    return rows.subList(header + 1, end).stream()
        .anyMatch(row -> isTime(cell(row, column)) && fits(row, rows.get(header).size()));
  }

  private static boolean fits(List<String> row, int cells) {
    return row.stream().skip(cells).allMatch(String::isBlank);
  }

  private static CsvShape shape(CsvHeader header) {
    List<String> names = header.lower();
    if (names.contains("entity_id") && names.contains("state") && names.contains("last_changed")) {
      return CsvShape.HOME_ASSISTANT;
    }
    boolean rows =
        names.size() == 3
            && names.contains("time")
            && names.contains("value")
            && (names.contains("series") || names.contains("metric"));
    return rows ? CsvShape.GRAFANA_ROWS : CsvShape.TABLE;
  }

  /**
   * How many rows follow the header without a time and without a number, before the first reading.
   */
  private static int unitRows(CsvColumns columns, List<List<String>> under) {
    int count = 0;
    while (count < Math.min(under.size(), MOST_UNIT_ROWS) && isUnits(columns, under.get(count))) {
      count++;
    }
    boolean readings =
        count < under.size() && isTime(cell(under.get(count), columns.time().get(0)));
    return readings ? count : 0;
  }

  private static boolean isUnits(CsvColumns columns, List<String> row) {
    for (int column : columns.time()) {
      String mark = cell(row, column);
      if (mark.length() > LONGEST_TIME_UNIT || mark.chars().anyMatch(Character::isDigit)) {
        return false;
      }
    }
    return columns.values().stream().noneMatch(i -> NumberText.isNumber(cell(row, i)));
  }

  private static boolean isTime(String cell) {
    return TimeText.isDateTime(cell) || TimeText.isNumber(cell);
  }

  static String cell(List<String> row, int column) {
    return column < row.size() ? NumberText.plain(row.get(column)) : "";
  }

  private static List<String> times(CsvColumns columns, List<List<String>> data) {
    List<String> times = new ArrayList<>();
    for (List<String> row : data) {
      times.add(cell(row, columns.time().get(0)));
    }
    return times;
  }
}
