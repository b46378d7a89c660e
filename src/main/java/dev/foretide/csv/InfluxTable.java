package dev.foretide.csv;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows that open a table of InfluxDB's annotated CSV: annotations, then a header.
 *
 * <p>The id of a series is its measurement, its tags in their order, and its field, joined by a
 * slash. A table that {@code pivot} has made wide has no column of the field; its numbers keep
 * their names.
 */
final class InfluxTable {
  private static final String TIME = "_time";
  private static final String FIELD = "_field";
  private static final String MEASUREMENT = "_measurement";
  private static final String INFLUX_VALUE = "_value";
  private static final List<String> NO_TAGS =
      List.of("", "result", "table", "_start", "_stop", TIME, INFLUX_VALUE, FIELD, MEASUREMENT);
  private static final List<String> NUMBERS = List.of("double", "long", "unsignedLong");

  private final Map<String, List<String>> annotations = new HashMap<>();

  /** Whether a record is an annotation; of these the newest of each kind counts. */
  static boolean isAnnotation(CsvRecord row) {
    String first = row.getField(0).strip();
    return first.equals("#datatype") || first.equals("#group") || first.equals("#default");
  }

  /** Whether a record names columns of a table. */
  static boolean isHeader(CsvRecord row) {
    List<String> cells = row.getFields();
    return cells.contains(TIME) && (cells.contains(INFLUX_VALUE) || cells.contains("table"));
  }

  /** Takes an annotation. */
  void annotate(CsvRecord row) {
    annotations.put(row.getField(0).strip(), row.getFields().stream().map(String::strip).toList());
  }

  /** The cell of a row, or the default of its column where it is empty. */
  String cell(CsvRecord row, int column) {
    String cell = row.getField(column).strip();
    return cell.isEmpty() ? annotation("#default", column) : cell;
  }

  private String annotation(String kind, int column) {
    List<String> cells = annotations.get(kind);
    return cells == null || column >= cells.size() || column == 0 ? "" : cells.get(column);
  }

  /** Columns of the table under a header. */
  CsvColumns columns(CsvHeader header, CsvSource source) {
    List<String> names = header.all();
    if (names.contains("error") && names.contains("reference")) {
      throw header.fault("the query failed: the table holds its error and no readings");
    }
    header.refuseDuplicates();
    List<Integer> time =
        List.of(header.position("time", source.time() == null ? TIME : source.time()));
    boolean explicit = !source.values().isEmpty();
    List<Integer> values = values(header, source.values());
    if (values.isEmpty()) {
      throw header.fault("the table has no column _value and no other of numbers: " + names);
    }
    String series = source.series();
    List<Integer> ids =
        series == null ? ids(names, values) : List.of(header.position("series", series));
    List<String> called =
        values.stream()
            .map(i -> names.get(i).equals(INFLUX_VALUE) ? CsvColumns.VALUE : names.get(i))
            .toList();
    return new CsvColumns(names, ids, time, values, called, explicit);
  }

  private List<Integer> values(CsvHeader header, List<String> wanted) {
    List<Integer> values = new ArrayList<>();
    for (String name : wanted) {
      boolean only = name.equals(CsvColumns.VALUE) && !header.all().contains(name);
      values.add(header.position("value", only ? INFLUX_VALUE : name));
    }
    int value = header.all().indexOf(INFLUX_VALUE);
    if (values.isEmpty() && value >= 0) {
      values.add(value);
    }
    for (int i = 0; i < header.all().size() && wanted.isEmpty() && value < 0; i++) {
      if (!NO_TAGS.contains(header.all().get(i)) && !isTag(i)) {
        values.add(i);
      }
    }
    return values;
  }

  /** Without annotations nothing tells a tag from a field of a wide table. */
  private boolean isTag(int column) {
    String type = annotation("#datatype", column);
    return !type.isEmpty() && !NUMBERS.contains(type);
  }

  private List<Integer> ids(List<String> names, List<Integer> values) {
    List<Integer> ids = new ArrayList<>();
    add(ids, names.indexOf(MEASUREMENT));
    boolean wide = !names.contains(INFLUX_VALUE);
    for (int i = 0; i < names.size(); i++) {
      if (!NO_TAGS.contains(names.get(i)) && !values.contains(i) && (isTag(i) || !wide)) {
        ids.add(i);
      }
    }
    add(ids, names.indexOf(FIELD));
    return ids;
  }

  private static void add(List<Integer> ids, int position) {
    if (position >= 0) {
      ids.add(position);
    }
  }

  /** The kind of a column, or null without annotations. */
  @Nullable String type(int column) {
    String type = annotation("#datatype", column);
    return type.isEmpty() ? null : type;
  }

  /** Whether the numbers of a column are numbers by the annotations, or may be without them. */
  boolean mayHoldNumbers(int column) {
    String type = type(column);
    return type == null || NUMBERS.contains(type);
  }
}
