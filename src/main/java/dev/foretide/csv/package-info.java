/**
 * CSV files of sensors: which column is what, times in the forms that people write, numbers as they
 * stand there, and a fault that names file, line, column and rule.
 *
 * <p>Start with {@link dev.foretide.csv.CsvRows}, which gives the rows of a {@link
 * dev.foretide.csv.CsvSource} one after the other.
 *
 * <p>Why so: a replay through Kafka and a backtest must take a file the same way, or they would not
 * compare. Nothing here knows what the rows are for.
 */
@NullMarked
package dev.foretide.csv;

import org.jspecify.annotations.NullMarked;
