package dev.foretide.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The cells of a text, record by record, with faults that name the line. Owned by one thread. */
final class CsvRecords {
  private final Path file;
  private final Iterator<CsvRecord> records;
  private long lastLine;

  CsvRecords(Path file, Reader text, char delimiter) {
    this.file = file;
    CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            // Otherwise the rest of the file would be one cell.
            .allowUnclosedQuote(false)
            // A ragged row is found by the caller, so that the message can name the rule.
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(text);
    this.records = reader.iterator();
  }

  /** The next record, or null at the end. */
  @Nullable CsvRecord next() {
    try {
      CsvRecord row = records.hasNext() ? records.next() : null;
      if (row != null) {
        lastLine = row.getStartingLineNumber();
      }
      return row;
    } catch (UncheckedIOException e) {
      throw new CsvFormatException(file, lastLine + 1, "cannot be read: " + reason(e));
    } catch (CsvParseException e) {
      throw new CsvFormatException(file, lastLine + 1, "not CSV from here on: " + reason(e));
    }
  }

  private static @Nullable String reason(Exception e) {
    Throwable cause = e.getCause();
    if (cause instanceof CharacterCodingException) {
      return "the bytes are not text in the encoding of the lines before";
    }
    return cause == null ? e.getMessage() : cause.getMessage();
  }

  /** Line of the newest record, 0 before the first. */
  long lastLine() {
    return lastLine;
  }
}
