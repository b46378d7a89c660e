package dev.foretide.demo;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.foretide.csv.CsvRow;
import dev.foretide.csv.CsvRows;
import dev.foretide.csv.CsvSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file as messages, one after the other: {@code {"HUFL":5.827,"OT":30.531}}, with
 * numbers as written and missing ones left out.
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

  private final CsvRows rows;
  private final List<String> jsonNames;

  CsvReadings(CsvReplay.Settings settings) throws IOException {
    this.rows =
        new CsvRows(
            new CsvSource(
                settings.file(),
                settings.seriesColumn(),
                settings.timeColumn(),
                settings.valueColumns(),
                settings.hints()));
    JsonStringEncoder encoder = JsonStringEncoder.getInstance();
    this.jsonNames =
        rows.columns().stream()
            .map(name -> '"' + new String(encoder.quoteAsString(name)) + "\":")
            .toList();
  }

  /** The next row, or null at the end of the file. */
  @Nullable Reading next() {
    CsvRow row = rows.next();
    if (row == null) {
      return null;
    }
    if (row.at().isBefore(Instant.EPOCH)) {
      throw rows.faultOfTime("Kafka takes no time before 1970");
    }
    return new Reading(row.line(), row.series(), row.at(), json(row.numbers()));
  }

  private byte @Nullable [] json(@Nullable String[] numbers) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] != null) {
        json.append(json.length() == 1 ? "" : ",").append(jsonNames.get(i)).append(numbers[i]);
      }
    }
    return json.length() == 1 ? null : json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Names of the columns passed over so far because they hold text or have no name. */
  List<String> ignored() {
    return rows.ignored();
  }

  /** How the file is written, and what was passed over so far, in words. */
  List<String> notes() {
    return rows.notes();
  }

  /** Fails if the file ended without a row, or without any column of numbers. */
  void refuseNothing() {
    rows.refuseNothing();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
