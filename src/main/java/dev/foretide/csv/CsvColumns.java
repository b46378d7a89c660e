package dev.foretide.csv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which column of a CSV file is what; by position, counted from 0.
 *
 * @param header names as in the file
 * @param series position of the column that names the series, or -1
 * @param time one position, or two: of the date and of the time of day
 * @param values positions that may hold values
 * @param explicit whether the values were named by the user, so that each must be numeric
 */
record CsvColumns(
    List<String> header, int series, List<Integer> time, List<Integer> values, boolean explicit) {

  private static final List<String> TIME_NAMES =
      List.of("time", "timestamp", "date", "ds", "datetime");

  static CsvColumns resolve(List<String> header, CsvSource source, long line) {
    Header names = new Header(header.stream().map(String::strip).toList(), source.file(), line);
    names.refuseDuplicates();
    String seriesName = source.series();
    int series = seriesName == null ? -1 : names.position("series", seriesName);
    List<Integer> time = names.time(source.time());
    List<Integer> values = new ArrayList<>();
    for (String name : source.values()) {
      values.add(names.position("value", name));
    }
    boolean explicit = !values.isEmpty();
    for (int i = 0; i < header.size() && !explicit; i++) {
      if (i != series && !time.contains(i)) {
        values.add(i);
      }
    }
    if (values.isEmpty()) {
      throw names.fault("there is no column beside time and series: " + names.all);
    }
    return new CsvColumns(names.all, series, time, values, explicit);
  }

  String name(int position) {
    return header.get(position);
  }

  private record Header(List<String> all, Path file, long line) {

    CsvFormatException fault(String message) {
      return new CsvFormatException(file, line, message);
    }

    void refuseDuplicates() {
      Set<String> seen = new HashSet<>();
      for (String name : all) {
        if (!name.isEmpty() && !seen.add(name)) {
          throw fault("column '" + name + "' appears twice: names must be unique");
        }
      }
    }

    int position(String role, String name) {
      int found = all.indexOf(name);
      if (found < 0) {
        throw fault("there is no " + role + " column '" + name + "': the columns are " + all);
      }
      return found;
    }

    List<Integer> time(@Nullable String name) {
      if (name != null) {
        return List.of(position("time", name));
      }
      List<String> lower = all.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
      int date = lower.indexOf("date");
      int time = lower.indexOf("time");
      // First, because either of the two alone would be half a time.
      if (date >= 0 && time >= 0) {
        return List.of(date, time);
      }
      return TIME_NAMES.stream()
          .map(lower::indexOf)
          .filter(position -> position >= 0)
          .findFirst()
          .map(List::of)
          .orElseThrow(
              () ->
                  fault(
                      "no column is called one of %s, or Date and Time; name the time column. The columns are %s"
                          .formatted(TIME_NAMES, all)));
    }
  }
}
