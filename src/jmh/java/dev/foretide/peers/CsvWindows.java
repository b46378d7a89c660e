package dev.foretide.peers;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Windows over one station's rows of a CSV file with the columns {@code time,station}, then
 * numbers. The target of a window is the first number of the row behind it.
 *
 * <p>An empty field is the value before it; rows before every column had its first value are left
 * out. Columns are standardised by mean and deviation of the rows that the training windows see.
 */
final class CsvWindows {
  private static final int LABELS = 2; // time, station

  private final List<float[]> rows;
  private final int steps;

  /**
   * Reads a file.
   *
   * @param trainingWindows number of windows at the beginning that are trained on
   * @throws IllegalArgumentException if the station has no rows
   */
  CsvWindows(Path csv, String station, int steps, int trainingWindows) throws IOException {
    this.rows = rows(csv, station);
    this.steps = steps;
    if (rows.size() <= trainingWindows + steps) {
      throw new IllegalArgumentException(
          "%s, station '%s': %d rows: must be more than %d windows of %d steps need"
              .formatted(csv, station, rows.size(), trainingWindows, steps));
    }
    for (int column = 0; column < columns(); column++) {
      standardise(column, trainingWindows + steps);
    }
  }

  /** Numbers per row. */
  int columns() {
    return rows.get(0).length;
  }

  /** How many windows there are. */
  int count() {
    return rows.size() - steps;
  }

  /** The windows that begin at rows {@code from} to {@code to}, exclusive. */
  Batch batch(int from, int to) {
    int size = columns();
    float[] inputs = new float[(to - from) * steps * size];
    float[] targets = new float[to - from];
    for (int w = 0; w < to - from; w++) {
      for (int t = 0; t < steps; t++) {
        System.arraycopy(rows.get(from + w + t), 0, inputs, (w * steps + t) * size, size);
      }
      targets[w] = rows.get(from + w + steps)[0];
    }
    return new Batch(to - from, steps, inputs, targets);
  }

  private static List<float[]> rows(Path csv, String station) throws IOException {
    List<float[]> rows = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv)) {
      float[] held = {};
      for (NamedCsvRecord line : reader) {
        if (line.getField("station").equals(station)) {
          held = hold(line.getFields(), held);
          if (isWhole(held)) {
            rows.add(held);
          }
        }
      }
    }
    return rows;
  }

  /** A row's numbers, where empty those of the row before, where that has none NaN. */
  private static float[] hold(List<String> fields, float[] before) {
    float[] row = new float[fields.size() - LABELS];
    Arrays.fill(row, Float.NaN);
    System.arraycopy(before, 0, row, 0, before.length);
    for (int column = 0; column < row.length; column++) {
      String field = fields.get(column + LABELS);
      if (!field.isEmpty()) {
        row[column] = Float.parseFloat(field);
      }
    }
    return row;
  }

  private static boolean isWhole(float[] row) {
    for (float value : row) {
      if (Float.isNaN(value)) {
        return false;
      }
    }
    return true;
  }

  private void standardise(int column, int trainingRows) {
    double sum = 0;
    double squares = 0;
    for (float[] row : rows.subList(0, trainingRows)) {
      sum += row[column];
      squares += (double) row[column] * row[column];
    }
    double mean = sum / trainingRows;
    double deviation = Math.sqrt(squares / trainingRows - mean * mean);
    for (float[] row : rows) {
      row[column] = (float) ((row[column] - mean) / deviation);
    }
  }
}
