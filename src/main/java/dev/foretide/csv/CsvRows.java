package dev.foretide.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file of sensors, one after the other, oldest first if the file has the newest
 * first.
 *
 * <p>How the file is written is recognised from its beginning, {@link #dialect()}. A column is what
 * its first cell with content is: a number makes it a column of numbers from then on, and text
 * there is an error; text makes it a column that is passed over, unless most of the cells after it
 * are numbers. An empty cell, and the words that statistics programs write in its place, are
 * missing.
 *
 * <p>Every method throws {@link CsvFormatException} where the file is wrong. Owned by one thread.
 */
public final class CsvRows implements Closeable {
  private final CsvSource source;
  private final CsvDialect dialect;
  private final CsvText text;
  private final RowSource inner;
  private @Nullable TurnedRows turned;
  private @Nullable CsvRow current;
  private long rows;

  /**
   * Opens the file and reads its header.
   *
   * @throws IOException if the file cannot be read
   */
  public CsvRows(CsvSource source) throws IOException {
    this.source = source;
    this.text = CsvText.open(source.file());
    try {
      Recognition.Found found = Recognition.of(text, source);
      Reader reader = text.reader();
      this.dialect = found.dialect();
      this.inner =
          dialect.shape() == CsvShape.TSF
              ? new TsfRows(source, dialect, reader)
              : new TableRows(source, found, reader, null);
    } catch (RuntimeException e) {
      text.close();
      throw e;
    }
  }

  /** How the file is written. */
  public CsvDialect dialect() {
    return dialect;
  }

  /** Names of the columns whose numbers the rows have, in their order. */
  public List<String> columns() {
    return inner.columns();
  }

  /**
   * The next row, or null at the end of the file.
   *
   * @throws java.io.UncheckedIOException if rows cannot be turned round on disk
   */
  public @Nullable CsvRow next() {
    CsvRow row = dialect.newestFirst() ? fromTheLast().next() : inner.next();
    if (row != null) {
      current = row;
      rows++;
    }
    return row;
  }

  private TurnedRows fromTheLast() {
    if (turned == null) {
      try {
        turned = new TurnedRows(inner);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return turned;
  }

  /** A fault of the time of the row that came last; {@code rule} says what it breaks. */
  public CsvFormatException faultOfTime(String rule) {
    if (current == null) {
      throw new IllegalStateException("no row has come yet");
    }
    return new CsvFormatException(
        source.file(),
        current.line(),
        "column '" + inner.timeName() + "' is '" + current.time() + "': " + rule);
  }

  /** Names of the columns that have held a number so far, or were asked for. */
  public List<String> numeric() {
    return inner.numeric();
  }

  /** Names of the columns passed over so far because they hold text or have no name. */
  public List<String> ignored() {
    return inner.ignored();
  }

  /**
   * What somebody should know of how the file was read: what is special about its form, and the
   * series that were passed over so far.
   */
  public List<String> notes() {
    List<String> notes = new ArrayList<>(dialect.words());
    if (inner instanceof TsfRows tsf && !tsf.hasStart()) {
      notes.add("no start of the series, times count from 1970");
    }
    List<String> text = inner.ignoredSeries();
    if (!text.isEmpty()) {
      notes.add("series of text passed over: " + String.join(", ", text));
    }
    return notes;
  }

  /** Fails if the file has ended without a row, or without any column of numbers. */
  public void refuseNothing() {
    if (rows == 0) {
      throw new CsvFormatException(source.file(), 1, "there is no row after the header");
    }
    if (inner.numeric().isEmpty()) {
      throw faultAtEnd("no column holds numbers; the columns are " + inner.header());
    }
  }

  /** A fault of the columns, which the header names. */
  public CsvFormatException faultOfHeader(String message) {
    return new CsvFormatException(source.file(), inner.headerLine(), message);
  }

  /** A fault that shows only when all rows are known. */
  public CsvFormatException faultAtEnd(String message) {
    return new CsvFormatException(source.file(), inner.lastLine(), message);
  }

  @Override
  public void close() throws IOException {
    try {
      if (turned != null) {
        turned.close();
      }
    } finally {
      text.close();
    }
  }
}
