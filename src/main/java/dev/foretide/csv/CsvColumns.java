package dev.foretide.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which column of a CSV file is what; by position, counted from 0.
 *
 * @param header names as in the file
 * @param series positions of the columns that name the series together; none: the file does
 * @param time one position, or two: of the date and of the time of day
 * @param values positions that may hold values
 * @param names what the values are called
 * @param explicit whether the values were named by the user, so that each must be numeric
 */
record CsvColumns(
    List<String> header,
    List<Integer> series,
    List<Integer> time,
    List<Integer> values,
    List<String> names,
    boolean explicit) {

  /** What the only number of a narrow file is called, as in a reading that is a bare number. */
  static final String VALUE = "value";

  private static final String STATE = "state";

  /** Columns of a file with one header; {@code sample} are its first rows. */
  static CsvColumns resolve(
      CsvHeader header, CsvSource source, CsvShape shape, List<List<String>> sample) {
    header.refuseDuplicates();
    List<Integer> series = series(header, source, shape);
    List<Integer> time =
        header.time(
            shape == CsvShape.HOME_ASSISTANT && source.time() == null
                ? "last_changed"
                : source.time(),
            sample);
    int only = onlyValue(header, shape);
    List<Integer> values = new ArrayList<>();
    for (String name : source.values()) {
      boolean renamed = only >= 0 && name.equals(VALUE);
      values.add(renamed ? only : header.position("value", name));
    }
    boolean explicit = !values.isEmpty();
    for (int i = 0; i < header.all().size() && !explicit; i++) {
      if (!series.contains(i) && !time.contains(i)) {
        values.add(i);
      }
    }
    if (values.isEmpty()) {
      throw header.fault("there is no column beside time and series: " + header.all());
    }
    List<String> names = values.stream().map(i -> i == only ? VALUE : header.all().get(i)).toList();
    return new CsvColumns(header.all(), series, time, values, names, explicit);
  }

  private static List<Integer> series(CsvHeader header, CsvSource source, CsvShape shape) {
    if (source.series() != null) {
      return List.of(header.position("series", source.series()));
    }
    return switch (shape) {
      case HOME_ASSISTANT -> List.of(header.position("series", "entity_id"));
      case GRAFANA_ROWS ->
          List.of(Math.max(header.lower().indexOf("series"), header.lower().indexOf("metric")));
      default -> List.of();
    };
  }

  /** The column that is the only number of each series, or -1. */
  private static int onlyValue(CsvHeader header, CsvShape shape) {
    return switch (shape) {
      case HOME_ASSISTANT -> header.all().indexOf(STATE);
      case GRAFANA_ROWS -> header.lower().indexOf(VALUE);
      default -> -1;
    };
  }

  /** Name of a column as in the file. */
  String name(int position) {
    return header.get(position);
  }

  /** Names of the columns of the series as in the file. */
  String seriesName() {
    return series.stream().map(header::get).collect(Collectors.joining("/"));
  }
}
