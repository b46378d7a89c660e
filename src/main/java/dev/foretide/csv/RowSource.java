package dev.foretide.csv;

import java.io.Closeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows in the order of a file. Owned by one thread. */
interface RowSource extends Closeable {

  /** Names of the columns whose numbers the rows have, in their order. */
  List<String> columns();

  /** The next row, or null at the end. */
  @Nullable CsvRow next();

  /** Names of the columns that have held a number so far, or were asked for. */
  List<String> numeric();

  /** Names of the columns passed over so far because they hold text or have no name. */
  List<String> ignored();

  /** Series passed over so far because they hold text. */
  List<String> ignoredSeries();

  /** The time column, as a message names it. */
  String timeName();

  /** All columns, as a message names them. */
  List<String> header();

  /** Where the columns are named. */
  long headerLine();

  /** Where the newest row is. */
  long lastLine();
}
