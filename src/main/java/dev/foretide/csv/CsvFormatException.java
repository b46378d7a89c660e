package dev.foretide.csv;

import java.nio.file.Path;

/**
 * A CSV file cannot be read as readings. The message names file, line, column, value and the rule
 * that is broken, as far as they apply, and needs no stack trace.
 */
public final class CsvFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long line;

  CsvFormatException(Path file, long line, String fault) {
    super(file + ", line " + line + ": " + fault);
    this.line = line;
  }

  /** First line of the row that is wrong, counted from 1; the header is a line. */
  public long line() {
    return line;
  }
}
