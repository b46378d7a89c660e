package dev.foretide.demo;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
 * The rows of a CSV file as readings, one after the other.
 *
 * <p>A column is what its first cell with content is: a number makes it a field of the reading from
 * then on, and text there is an error; text makes it a column that is passed over. An empty cell,
 * and the words that statistics programs write in its place, are missing and left out.
 *
 * <p>Owned by one thread.
 */
final class CsvReadings implements Closeable {

  /**
   * One row.
   *
   * @param json of the value, UTF-8; null if the row has no number
   */
  @SuppressWarnings("ArrayRecordComponent") // handed to the producer as it is, never compared
  record Reading(long line, String series, Instant at, byte @Nullable [] json) {}

  private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null");
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

  private final Path file;
  private final CsvReader<CsvRecord> reader;
  private final Iterator<CsvRecord> records;
  private final CsvColumns columns;
  private final TimeParser times;
  private final String ownSeries;
  private final List<String> jsonNames;
  private final BitSet numeric = new BitSet();
  private final BitSet text = new BitSet();
  private long lastLine;

  CsvReadings(CsvReplay.Settings settings) throws IOException {
    this.file = settings.file();
    this.times = new TimeParser(settings.zone());
    this.ownSeries = baseName(file);
    this.reader =
        CsvReader.builder()
            .detectBomHeader(true)
            // Otherwise the rest of the file would be one cell.
            .allowUnclosedQuote(false)
            // A ragged row is found here, so that the message can name the file and the rule.
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(file);
    this.records = reader.iterator();
    try {
      CsvRecord header = nextRecord();
      if (header == null) {
        throw new CsvFormatException(file, 1, "the file is empty: it needs a header and rows");
      }
      this.columns =
          CsvColumns.resolve(header.getFields(), settings, header.getStartingLineNumber());
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
    JsonStringEncoder encoder = JsonStringEncoder.getInstance();
    this.jsonNames =
        columns.header().stream()
            .map(name -> '"' + new String(encoder.quoteAsString(name)) + "\":")
            .toList();
    if (columns.explicit()) {
      columns.values().forEach(numeric::set);
    } else {
      columns.values().stream().filter(i -> columns.name(i).isEmpty()).forEach(text::set);
    }
  }

  private static String baseName(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** The next row, or null at the end of the file. */
  @Nullable Reading next() {
    CsvRecord row = nextRecord();
    if (row == null) {
      return null;
    }
    int expected = columns.header().size();
    if (row.getFieldCount() != expected) {
      throw fault(row, "the row has " + row.getFieldCount() + " cells: the header has " + expected);
    }
    return new Reading(row.getStartingLineNumber(), series(row), time(row), json(row));
  }

  private @Nullable CsvRecord nextRecord() {
    try {
      CsvRecord row = records.hasNext() ? records.next() : null;
      if (row != null) {
        lastLine = row.getStartingLineNumber();
      }
      return row;
    } catch (CsvParseException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CsvFormatException(
          file, lastLine + 1, "not CSV from here on: " + cause.getMessage());
    }
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
      Instant at =
          columns.time().size() == 1
              ? times.parse(row.getField(first))
              : times.parse(row.getField(first), row.getField(columns.time().get(1)));
      if (at.isBefore(Instant.EPOCH)) {
        throw fault(row, first, "Kafka takes no time before 1970");
      }
      return at;
    } catch (DateTimeException e) {
      throw fault(
          row, first, "not a time; expected as 2016-07-01 00:00:00, ISO 8601 or epoch seconds");
    }
  }

  private byte @Nullable [] json(CsvRecord row) {
    StringBuilder json = new StringBuilder("{");
    for (int column : columns.values()) {
      String cell = row.getField(column).strip();
      if (text.get(column) || MISSING.contains(cell.toLowerCase(Locale.ROOT))) {
        continue;
      }
      String number = number(cell);
      if (number != null) {
        numeric.set(column);
        json.append(json.length() == 1 ? "" : ",").append(jsonNames.get(column)).append(number);
      } else if (numeric.get(column)) {
        throw fault(row, column, "not a number, in a column of numbers");
      } else {
        text.set(column);
      }
    }
    return json.length() == 1 ? null : json.append('}').toString().getBytes(StandardCharsets.UTF_8);
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

  private CsvFormatException fault(CsvRecord row, int column, String rule) {
    String value = row.getField(column);
    if (columns.time().size() == 2 && column == columns.time().get(0)) {
      value = value + " " + row.getField(columns.time().get(1));
    }
    return fault(row, "column '" + columns.name(column) + "' is '" + value + "': " + rule);
  }

  private CsvFormatException fault(CsvRecord row, String message) {
    return new CsvFormatException(file, row.getStartingLineNumber(), message);
  }

  /** Names of the columns passed over so far because they hold text or have no name. */
  List<String> ignored() {
    return text.stream()
        .mapToObj(i -> columns.name(i).isEmpty() ? "(column " + (i + 1) + ")" : columns.name(i))
        .toList();
  }

  /** Fails if the file ended without a row, or without any column of numbers. */
  void refuseNothing(long rows) {
    if (rows == 0) {
      throw new CsvFormatException(file, 1, "there is no row after the header");
    }
    if (numeric.isEmpty()) {
      throw new CsvFormatException(
          file, lastLine, "no column holds numbers; the columns are " + columns.header());
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
