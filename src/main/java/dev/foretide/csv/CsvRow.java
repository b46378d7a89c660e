package dev.foretide.csv;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of a CSV file.
 *
 * @param line first line of the row, counted from 1; the header is a line
 * @param series id of its series
 * @param at its time
 * @param time its time as written
 * @param numbers {@code [columns]} numbers as JSON allows them, as written where it does, in the
 *     order of {@link CsvRows#columns}; null is missing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CsvRow(
    long line, String series, Instant at, String time, @Nullable String[] numbers) {

  /** A number, NaN if it is missing. */
  public double value(int column) {
    String number = numbers[column];
    return number == null ? Double.NaN : Double.parseDouble(number);
  }
}
