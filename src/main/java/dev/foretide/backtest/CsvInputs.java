package dev.foretide.backtest;

import dev.foretide.csv.CsvHints;
import dev.foretide.csv.CsvRow;
import dev.foretide.csv.CsvRows;
import dev.foretide.csv.CsvSource;
import dev.foretide.series.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes readings of CSV files.
 *
 * <p>One target: the id of a series is the cell of the series column, or without such a column the
 * file's name without its extension. Several targets are a series each, called by the column, or
 * {@code cell:column}. The features of a reading are its target and then the other features.
 *
 * <p>A row whose target is missing gives no reading of that series. The rows of a series stay in
 * the order of the file: times may run backwards, as in a stream, and are counted. A series is
 * called by the file where its shape names one, as tags do; several targets then are {@code
 * id:column} too.
 */
public final class CsvInputs {

  /**
   * Which columns.
   *
   * @param time as {@link CsvSource#time}
   * @param series column with the id of the series; null: there is none
   * @param targets forecast columns; empty: the only column of numbers that is no feature
   * @param features further columns that the forecast may use, the same for all targets
   */
  public record Columns(
      @Nullable String time, @Nullable String series, List<String> targets, List<String> features) {

    /** Copies the lists; refuses a column that is named twice. */
    public Columns {
      targets = List.copyOf(targets);
      features = List.copyOf(features);
      HashSet<String> seen = new HashSet<>();
      List<String> all = new ArrayList<>(targets);
      all.addAll(features);
      for (String name : all) {
        if (!seen.add(name)) {
          throw new IllegalArgumentException(
              "column '" + name + "' is named twice: a column is one target or one feature");
        }
      }
    }
  }

  /**
   * What a file gave.
   *
   * @param targets columns that are forecast
   * @param rows of the file
   * @param missing cells of targets without a number, each of them no reading
   * @param backwards readings with a time before one that their series had already reached
   * @param notes how the file is written, and what was passed over, in words
   */
  public record Loaded(
      Backtest.Input input,
      List<String> targets,
      long rows,
      long missing,
      long backwards,
      List<String> notes) {}

  private final Columns columns;
  private final CsvHints hints;

  /** Times that name no zone are taken as of {@code zone}. */
  public CsvInputs(Columns columns, ZoneId zone) {
    this(columns, CsvHints.of(zone));
  }

  /** With what is said of how the files are written. */
  public CsvInputs(Columns columns, CsvHints hints) {
    this.columns = columns;
    this.hints = hints;
  }

  /**
   * Reads a file.
   *
   * @throws dev.foretide.csv.CsvFormatException if it is wrong, or no series has the two readings
   *     that a first forecast needs
   * @throws IOException if it cannot be read
   */
  public Loaded read(Path file) throws IOException {
    List<String> targets = columns.targets().isEmpty() ? onlyTarget(file) : columns.targets();
    List<String> values = new ArrayList<>(targets);
    values.addAll(columns.features());
    CsvSource source = source(file, values);
    try (CsvRows rows = new CsvRows(source)) {
      return new Readings(targets.size(), values.size(), source.baseName())
          .read(file, rows, targets);
    }
  }

  private CsvSource source(Path file, List<String> values) {
    return new CsvSource(file, columns.series(), columns.time(), values, hints);
  }

  /** Only at the end of a file it is known which of its columns hold numbers. */
  private List<String> onlyTarget(Path file) throws IOException {
    try (CsvRows rows = new CsvRows(source(file, List.of()))) {
      while (rows.next() != null) {
        // counts and checks
      }
      rows.refuseNothing();
      List<String> numeric = new ArrayList<>(rows.numeric());
      numeric.removeAll(columns.features());
      if (numeric.size() != 1) {
        throw rows.faultOfHeader(
            numeric.isEmpty()
                ? "no column of numbers is left to forecast beside the features"
                : "several columns hold numbers, name the target: " + String.join(", ", numeric));
      }
      return numeric;
    }
  }

  private record Arrival(long at, Reading reading) {}

  /** The readings of one file as they come. */
  private final class Readings {
    private final int targetCount;
    private final int valueCount;
    private final String fileName;
    private final List<Reading> readings = new ArrayList<>();
    private final Map<String, long[]> seen = new HashMap<>(); // latest time, readings
    private long rowCount;
    private long missing;
    private long backwards;

    Readings(int targetCount, int valueCount, String fileName) {
      this.fileName = fileName;
      this.targetCount = targetCount;
      this.valueCount = valueCount;
    }

    Loaded read(Path file, CsvRows rows, List<String> targets) {
      for (CsvRow row = rows.next(); row != null; row = rows.next()) {
        rowCount++;
        for (int target = 0; target < targetCount; target++) {
          add(row, target, id(row.series(), targets.get(target)));
        }
      }
      rows.refuseNothing();
      if (readings.isEmpty()) {
        throw rows.faultAtEnd("no row has a number in the target, " + String.join(", ", targets));
      }
      if (seen.values().stream().allMatch(series -> series[1] < 2)) {
        throw rows.faultAtEnd(
            "no series has more than 1 reading: a first forecast needs 2 of the same series");
      }
      return new Loaded(
          new Backtest.Input(file.toString(), inOrderOfArrival()),
          targets,
          rowCount,
          missing,
          backwards,
          rows.notes());
    }

    /**
     * The readings as a stream would bring them: a file that holds a series behind the other is
     * merged by time, or a model would have seen the future of the first when the second begins. A
     * reading that comes late within its series stays late.
     */
    private List<Reading> inOrderOfArrival() {
      Map<String, Long> reached = new HashMap<>();
      List<Arrival> arrivals = new ArrayList<>(readings.size());
      boolean inOrder = true;
      long last = Long.MIN_VALUE;
      for (Reading reading : readings) {
        long at = reached.merge(reading.series(), reading.timestamp(), Math::max);
        arrivals.add(new Arrival(at, reading));
        inOrder &= at >= last;
        last = at;
      }
      if (inOrder) {
        return readings;
      }
      arrivals.sort(Comparator.comparingLong(Arrival::at)); // stable
      return arrivals.stream().map(Arrival::reading).toList();
    }

    private void add(CsvRow row, int target, String series) {
      double value = row.value(target);
      if (Double.isNaN(value)) {
        missing++;
        return;
      }
      double[] features = new double[1 + valueCount - targetCount];
      features[0] = value;
      for (int i = 1; i < features.length; i++) {
        features[i] = row.value(targetCount + i - 1);
      }
      long at = row.at().toEpochMilli();
      long[] before = seen.computeIfAbsent(series, id -> new long[] {Long.MIN_VALUE, 0});
      if (at < before[0]) {
        backwards++;
      }
      before[0] = Math.max(before[0], at);
      before[1]++;
      readings.add(new Reading(series, at, features));
    }

    private String id(String series, String target) {
      if (targetCount == 1) {
        return series;
      }
      return columns.series() == null && series.equals(fileName) ? target : series + ":" + target;
    }
  }
}
