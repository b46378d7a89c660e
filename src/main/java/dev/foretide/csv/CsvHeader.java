package dev.foretide.csv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of the columns, and where one is. */
record CsvHeader(List<String> all, Path file, long line) {
  private static final List<String> TIME_NAMES =
      List.of(
          "time",
          "timestamp",
          "date",
          "ds",
          "datetime",
          "_time",
          "last_changed",
          "last_updated",
          "date/time",
          "date time",
          "zeitstempel",
          "zeit",
          "datum");

  /** Names without the space around them. */
  static CsvHeader of(List<String> cells, Path file, long line) {
    return new CsvHeader(cells.stream().map(String::strip).toList(), file, line);
  }

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

  /** Names in lower case, to compare. */
  List<String> lower() {
    return all.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
  }

  int position(String role, String name) {
    int found = all.indexOf(name);
    if (found < 0) {
      throw fault("there is no " + role + " column '" + name + "': the columns are " + all);
    }
    return found;
  }

  /** Whether a column has the name, or without one, a name of times. */
  boolean hasTime(@Nullable String name) {
    return name == null ? !timesByName().isEmpty() : all.contains(name);
  }

  /** Positions of the time by name, of its date and its time of day, or none. */
  private List<Integer> timesByName() {
    List<String> lower = lower();
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
        .orElse(List.of());
  }

  /**
   * Positions of the time: by the name given, by the names of times, or the only column whose cells
   * are times.
   *
   * @param sample first rows
   */
  List<Integer> time(@Nullable String name, List<List<String>> sample) {
    if (name != null) {
      return List.of(position("time", name));
    }
    List<Integer> named = timesByName();
    List<Integer> found = named.size() == 2 ? named : timesByContent(named, sample);
    if (found.isEmpty()) {
      throw fault(
          "no column is called one of %s, or Date and Time, and none alone holds times; name the time column with --time. The columns are %s"
              .formatted(TIME_NAMES, all));
    }
    return found;
  }

  /** A column of days beside one of times of day makes a pair, whatever their names. */
  private List<Integer> timesByContent(List<Integer> named, List<List<String>> sample) {
    List<Integer> whole = new ArrayList<>();
    List<Integer> clocks = new ArrayList<>();
    boolean days = false;
    for (int i = 0; i < all.size(); i++) {
      boolean wanted = named.isEmpty() || named.contains(i);
      if (wanted && holds(sample, i, TimeText::isDateTime)) {
        whole.add(i);
        days = holds(sample, i, TimeText::isDate);
      } else if (holds(sample, i, TimeText::isTimeOfDay)) {
        clocks.add(i);
      }
    }
    if (whole.size() == 1 && days && clocks.size() == 1) {
      return List.of(whole.get(0), clocks.get(0));
    }
    return named.isEmpty() && whole.size() == 1 ? whole : named;
  }

  /** Whether all cells of a column are so; the first row may hold units. */
  private static boolean holds(
      List<List<String>> sample, int column, java.util.function.Predicate<String> rule) {
    List<String> cells =
        sample.stream()
            .skip(sample.size() > 1 ? 1 : 0)
            .filter(row -> row.size() > column)
            .map(row -> row.get(column).strip())
            .toList();
    return !cells.isEmpty() && cells.stream().allMatch(rule);
  }
}
