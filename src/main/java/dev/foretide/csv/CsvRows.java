package dev.foretide.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file, one after the other.
 *
 * <p>A column is what its first cell with content is: a number makes it a column of numbers from
 * then on, and text there is an error; text makes it a column that is passed over. An empty cell,
 * and the words that statistics programs write in its place, are missing.
 *
 * <p>Every method throws {@link CsvFormatException} where the file is wrong. Owned by one thread.
 */
public final class CsvRows implements Closeable {
  private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null");
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

  private final CsvSource source;
  private final CsvReader<CsvRecord> reader;
  private final Iterator<CsvRecord> records;
  private final CsvColumns columns;
  private final TimeParser times;
  private final String ownSeries;
  private final BitSet numeric = new BitSet();
  private final BitSet text = new BitSet();
  private @Nullable CsvRecord current;
  private final long headerLine;
  private long lastLine;
  private long rows;

  /**
   * Opens the file and reads its header.
   *
   * @throws IOException if the file cannot be read
   */
  public CsvRows(CsvSource source) throws IOException {
    this.source = source;
    this.times = new TimeParser(source.zone());
    this.ownSeries = source.baseName();
    this.reader =
        CsvReader.builder()
            .detectBomHeader(true)
            // Otherwise the rest of the file would be one cell.
            .allowUnclosedQuote(false)
            // A ragged row is found here, so that the message can name the file and the rule.
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(source.file());
    this.records = reader.iterator();
    try {
      CsvRecord header = nextRecord();
      if (header == null) {
        throw new CsvFormatException(
            source.file(), 1, "the file is empty: it needs a header and rows");
      }
      this.headerLine = header.getStartingLineNumber();
      this.columns = CsvColumns.resolve(header.getFields(), source, headerLine);
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
    if (columns.explicit()) {
      columns.values().forEach(numeric::set);
    } else {
      columns.values().stream().filter(i -> columns.name(i).isEmpty()).forEach(text::set);
    }
  }

  /** Names of the columns whose numbers the rows have, in their order. */
  public List<String> columns() {
    return columns.values().stream().map(columns::name).toList();
  }

  /** The next row, or null at the end of the file. */
  public @Nullable CsvRow next() {
    CsvRecord row = nextRecord();
    if (row == null) {
      return null;
    }
    current = row;
    rows++;
    int expected = columns.header().size();
    if (row.getFieldCount() != expected) {
      throw fault(row, "the row has " + row.getFieldCount() + " cells: the header has " + expected);
    }
    return new CsvRow(row.getStartingLineNumber(), series(row), time(row), numbers(row));
  }

  private @Nullable CsvRecord nextRecord() {
    try {
      CsvRecord row = records.hasNext() ? records.next() : null;
      if (row != null) {
        lastLine = row.getStartingLineNumber();
      }
      return row;
    } catch (UncheckedIOException e) {
      throw new CsvFormatException(source.file(), lastLine + 1, "cannot be read: " + reason(e));
    } catch (CsvParseException e) {
      throw new CsvFormatException(
          source.file(), lastLine + 1, "not CSV from here on: " + reason(e));
    }
  }

  private static @Nullable String reason(Exception e) {
    return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
  }

  private String series(CsvRecord row) {
    if (columns.series() < 0) {
      return ownSeries;
    }
    String series = row.getField(columns.series()).strip();
    if (series.isEmpty()) {
      throw fault(row, columns.series(), "a row needs the id of its series");
    }
    return series;
  }

  private Instant time(CsvRecord row) {
    int first = columns.time().get(0);
    try {
      return columns.time().size() == 1
          ? times.parse(row.getField(first))
          : times.parse(row.getField(first), row.getField(columns.time().get(1)));
    } catch (DateTimeException e) {
      throw fault(
          row, first, "not a time; expected as 2016-07-01 00:00:00, ISO 8601 or epoch seconds");
    }
  }

  private @Nullable String[] numbers(CsvRecord row) {
    @Nullable String[] numbers = new @Nullable String[columns.values().size()];
    for (int i = 0; i < numbers.length; i++) {
      int column = columns.values().get(i);
      String cell = row.getField(column).strip();
      if (text.get(column) || MISSING.contains(cell.toLowerCase(Locale.ROOT))) {
        continue;
      }
      numbers[i] = number(cell);
      if (numbers[i] != null) {
        numeric.set(column);
      } else if (numeric.get(column)) {
        throw fault(row, column, "not a number, in a column of numbers");
      } else {
        text.set(column);
      }
    }
    return numbers;
  }

  /** The cell as a JSON number, as written where JSON allows it; null if it is none. */
  private static @Nullable String number(String cell) {
    try {
      if (!Double.isFinite(Double.parseDouble(cell))) {
        return null;
      }
      return JSON_NUMBER.matcher(cell).matches() ? cell : new BigDecimal(cell).toString();
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** A fault of the time of the row that came last; {@code rule} says what it breaks. */
  public CsvFormatException faultOfTime(String rule) {
    if (current == null) {
      throw new IllegalStateException("no row has come yet");
    }
    return fault(current, columns.time().get(0), rule);
  }

  private CsvFormatException fault(CsvRecord row, int column, String rule) {
    String value = row.getField(column);
    if (columns.time().size() == 2 && column == columns.time().get(0)) {
      value = value + " " + row.getField(columns.time().get(1));
    }
    return fault(row, "column '" + columns.name(column) + "' is '" + value + "': " + rule);
  }

  private CsvFormatException fault(CsvRecord row, String message) {
    return new CsvFormatException(source.file(), row.getStartingLineNumber(), message);
  }

  /** Names of the columns that have held a number so far, or were asked for. */
  public List<String> numeric() {
    return numeric.stream().mapToObj(columns::name).toList();
  }

  /** Names of the columns passed over so far because they hold text or have no name. */
  public List<String> ignored() {
    return text.stream()
        .mapToObj(i -> columns.name(i).isEmpty() ? "(column " + (i + 1) + ")" : columns.name(i))
        .toList();
  }

  /** Fails if the file has ended without a row, or without any column of numbers. */
  public void refuseNothing() {
    if (rows == 0) {
      throw new CsvFormatException(source.file(), 1, "there is no row after the header");
    }
    if (numeric.isEmpty()) {
      throw faultAtEnd("no column holds numbers; the columns are " + columns.header());
    }
  }

  /** A fault of the columns, which the first line names. */
  public CsvFormatException faultOfHeader(String message) {
    return new CsvFormatException(source.file(), headerLine, message);
  }

  /** A fault that shows only when all rows are known. */
  public CsvFormatException faultAtEnd(String message) {
    return new CsvFormatException(source.file(), lastLine, message);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
