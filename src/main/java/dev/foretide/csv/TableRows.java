package dev.foretide.csv;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a file of cells under a header, or under several. */
final class TableRows implements RowSource {
  private final CsvSource source;
  private final CsvDialect dialect;
  private final Reader text;
  private final CsvRecords records;
  private final CsvCells cells;
  private final TimeParser times;
  private final ClockChanges clocks;
  private final @Nullable RowOrder order;
  private final ColumnKinds kinds;
  private final List<String> names;
  private InfluxTable influx = new InfluxTable();
  private CsvColumns columns;
  private int[] places; // of the names in the columns of the table
  private boolean awaitsHeader; // annotations have come, and not yet the header
  private long headerLine;

  /**
   * @param order told of each time
   */
  TableRows(CsvSource source, Recognition.Found found, Reader text, @Nullable RowOrder order) {
    this.source = source;
    this.dialect = found.dialect();
    this.text = text;
    this.records = new CsvRecords(source.file(), text, dialect.delimiter());
    this.cells = new CsvCells(source.hints(), dialect);
    this.times = new TimeParser(source.hints().zone(), dialect.times());
    this.clocks = new ClockChanges(dialect.newestFirst());
    this.order = order;
    this.kinds = new ColumnKinds(dialect.shape().isNarrow());
    this.columns = open(found);
    this.names = columns.names();
    this.places = columns.values().stream().mapToInt(Integer::intValue).toArray();
    for (int i = 0; i < places.length; i++) {
      boolean wanted = columns.explicit() && !dialect.shape().isNarrow();
      if (wanted || found.numeric().contains(places[i])) {
        kinds.wanted(i);
      } else if (columns.name(places[i]).isEmpty()) {
        kinds.unwanted(i);
      }
    }
  }

  private CsvColumns open(Recognition.Found found) {
    for (int i = 0; i < dialect.preamble().before(); i++) {
      records.next();
    }
    CsvRecord header = records.next();
    while (header != null && InfluxTable.isAnnotation(header) && isInflux()) {
      influx.annotate(header);
      header = records.next();
    }
    if (header == null) {
      throw new CsvFormatException(
          source.file(), 1, "the file is empty: it needs a header and rows");
    }
    headerLine = header.getStartingLineNumber();
    for (int i = 0; i < dialect.preamble().units(); i++) {
      records.next();
    }
    CsvColumns known = found.columns();
    return known == null ? influx.columns(header(header), source) : known;
  }

  private boolean isInflux() {
    return dialect.shape() == CsvShape.INFLUX;
  }

  private CsvHeader header(CsvRecord row) {
    return CsvHeader.of(row.getFields(), source.file(), row.getStartingLineNumber());
  }

  @Override
  public @Nullable CsvRow next() {
    CsvRecord row = records.next();
    while (row != null && isInflux() && opensTable(row)) {
      row = records.next();
    }
    return row == null ? null : row(row);
  }

  /** Whether the row is one of those that open a table; after its header the table is open. */
  private boolean opensTable(CsvRecord row) {
    if (InfluxTable.isAnnotation(row)) {
      influx = awaitsHeader ? influx : new InfluxTable();
      awaitsHeader = true;
      influx.annotate(row);
      return true;
    }
    if (!awaitsHeader && !InfluxTable.isHeader(row)) {
      return false;
    }
    awaitsHeader = false;
    table(header(row));
    return true;
  }

  private void table(CsvHeader header) {
    columns = influx.columns(header, source);
    List<String> found = new ArrayList<>(columns.names());
    found.removeAll(names);
    if (!found.isEmpty()) {
      throw header.fault(
          "the table has the columns %s, and the first of the file %s; name those that are wanted"
              .formatted(found, names));
    }
    for (int i = 0; i < places.length; i++) {
      int at = columns.names().indexOf(names.get(i));
      places[i] = at < 0 ? -1 : columns.values().get(at);
    }
  }

  private CsvRow row(CsvRecord row) {
    refuseRagged(row);
    String series = series(row);
    String time = time(row);
    Instant at = instant(row, series, time);
    return new CsvRow(row.getStartingLineNumber(), series, at, time, numbers(row, series));
  }

  private void refuseRagged(CsvRecord row) {
    int expected = columns.header().size();
    int count = row.getFieldCount();
    boolean shorter = count < expected && dialect.shape() == CsvShape.HOME_ASSISTANT;
    for (int i = count; i > expected && row.getField(i - 1).isBlank(); i--) {
      count--; // a delimiter behind the last cell
    }
    if (count != expected && !shorter) {
      throw fault(row, "the row has " + row.getFieldCount() + " cells: the header has " + expected);
    }
  }

  private String cell(CsvRecord row, int column) {
    if (column >= row.getFieldCount()) {
      return "";
    }
    return isInflux() ? influx.cell(row, column) : row.getField(column).strip();
  }

  private String series(CsvRecord row) {
    if (columns.series().isEmpty()) {
      return source.baseName();
    }
    if (columns.series().size() == 1) {
      String series = cell(row, columns.series().get(0));
      if (series.isEmpty()) {
        throw fault(row, columns.seriesName(), series, "a row needs the id of its series");
      }
      return series;
    }
    StringBuilder id = new StringBuilder();
    for (int column : columns.series()) {
      String part = cell(row, column);
      if (!part.isEmpty()) {
        id.append(id.isEmpty() ? "" : "/").append(part);
      }
    }
    if (id.isEmpty()) {
      throw fault(row, columns.seriesName(), "", "a row needs the id of its series");
    }
    return id.toString();
  }

  private String time(CsvRecord row) {
    String first = cell(row, columns.time().get(0));
    return columns.time().size() == 1 ? first : first + " " + cell(row, columns.time().get(1));
  }

  private Instant instant(CsvRecord row, String series, String time) {
    try {
      TimeParser.Local local = times.local(time);
      Instant at = clocks.resolve(series, local);
      if (order != null) {
        order.add(series, local, at);
      }
      return at;
    } catch (DateTimeException e) {
      throw fault(row, timeName(), time, String.valueOf(e.getMessage()));
    }
  }

  private @Nullable String[] numbers(CsvRecord row, String series) {
    @Nullable String[] numbers = new @Nullable String[places.length];
    for (int i = 0; i < numbers.length; i++) {
      int column = places[i];
      String cell = column < 0 ? "" : NumberText.plain(cell(row, column));
      if (cell.isEmpty() || kinds.isText(series, i) || cells.isMissing(cell)) {
        continue;
      }
      numbers[i] = number(row, column, cell);
      if (numbers[i] != null) {
        kinds.number(series, i);
        numbers[i] = cells.isMissing(numbers[i]) ? null : numbers[i];
      } else if (kinds.isNumeric(series, i)) {
        throw fault(row, columns.name(column), cell, cells.rule(cell));
      } else {
        kinds.text(series, i);
      }
    }
    return numbers;
  }

  private @Nullable String number(CsvRecord row, int column, String cell) {
    if (isInflux() && !influx.mayHoldNumbers(column)) {
      return null;
    }
    try {
      return cells.json(column, cell);
    } catch (CellException e) {
      throw fault(row, columns.name(column), cell, String.valueOf(e.getMessage()));
    }
  }

  private CsvFormatException fault(CsvRecord row, String column, String value, String rule) {
    return fault(row, "column '" + column + "' is '" + value + "': " + rule);
  }

  private CsvFormatException fault(CsvRecord row, String message) {
    return new CsvFormatException(source.file(), row.getStartingLineNumber(), message);
  }

  @Override
  public List<String> columns() {
    return names;
  }

  @Override
  public List<String> numeric() {
    return kinds.numeric().stream().mapToObj(names::get).toList();
  }

  @Override
  public List<String> ignored() {
    return kinds.text().stream()
        .mapToObj(i -> names.get(i).isEmpty() ? "(column " + (places[i] + 1) + ")" : names.get(i))
        .toList();
  }

  @Override
  public List<String> ignoredSeries() {
    return kinds.seriesOfText();
  }

  @Override
  public String timeName() {
    return columns.name(columns.time().get(0));
  }

  @Override
  public List<String> header() {
    return columns.header();
  }

  @Override
  public long headerLine() {
    return headerLine;
  }

  @Override
  public long lastLine() {
    return records.lastLine();
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
