package dev.foretide.csv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of a {@code .tsf} file of the Monash archive, a series after the other, value by
 * value: attributes, then {@code name:start:1,2,?,4} in a line of any length.
 *
 * <p>The id of a series is its attribute {@code series_name}, else its attributes but the start
 * joined by a slash. Times count from its start by {@code @frequency}, months and days by the
 * calendar of the zone; a series without a start counts from 1970. Over 300 lines, because header,
 * attributes and values are one pass over one format.
 */
final class TsfRows implements RowSource {
  private static final Pattern TAG = Pattern.compile("(?im)^\\s*@(relation|attribute|data)\\b");
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);
  private static final int LONGEST_CELL = 1000;

  private final CsvSource source;
  private final CsvCells cells;
  private final TimeParser times;
  private final BufferedReader text;
  private final List<String> attributes = new ArrayList<>();
  private final List<String> types = new ArrayList<>();
  private @Nullable TemporalAmount step;
  private long line;
  private boolean inSeries;
  private boolean any;
  private String series = "";
  private LocalDateTime start = EPOCH;
  private long index;

  TsfRows(CsvSource source, CsvDialect dialect, Reader text) {
    this.source = source;
    this.cells = new CsvCells(source.hints(), dialect);
    this.times = new TimeParser(source.hints().zone());
    this.text = text instanceof BufferedReader buffered ? buffered : new BufferedReader(text);
    readHead();
    for (String name : source.values()) {
      if (!name.equals(CsvColumns.VALUE)) {
        throw fault("there is no value column '%s': the only one is value".formatted(name));
      }
    }
  }

  /** Whether a text has the tags of the format before anything else. */
  static boolean isTsf(String head) {
    String begin = head.substring(0, Math.min(head.length(), 1 << 16));
    Matcher tag = TAG.matcher(begin);
    if (!tag.find()) {
      return false;
    }
    return begin
        .substring(0, tag.start())
        .lines()
        .map(String::strip)
        .allMatch(each -> each.isEmpty() || each.startsWith("#") || each.startsWith("@"));
  }

  private void readHead() {
    for (String head = readLine(); head != null; head = readLine()) {
      String tag = head.strip();
      String lower = tag.toLowerCase(Locale.ROOT);
      if (lower.startsWith("@data")) {
        if (step == null) {
          throw fault("the file has no @frequency, so that its values have no times");
        }
        if (attributes.isEmpty()) {
          throw fault("the file has no @attribute, so that its series have no names");
        }
        line++;
        return;
      }
      String[] words = tag.split("\\s+", -1);
      if (lower.startsWith("@attribute")) {
        if (words.length != 3) {
          throw fault("'" + tag + "' is no attribute: @attribute NAME TYPE");
        }
        attributes.add(words[1]);
        types.add(words[2]);
      } else if (lower.startsWith("@frequency") && words.length == 2) {
        step = frequency(words[1].toLowerCase(Locale.ROOT));
      } else if (!tag.isEmpty() && !tag.startsWith("#") && !tag.startsWith("@")) {
        throw fault("values come before @data");
      }
    }
    throw fault("the file has no @data");
  }

  private TemporalAmount frequency(String word) {
    TemporalAmount step = TsfFrequency.step(word);
    if (step == null) {
      throw fault("@frequency is '%s'; it must be %s".formatted(word, TsfFrequency.WORDS));
    }
    return step;
  }

  private @Nullable String readLine() {
    try {
      String read = text.readLine();
      line++;
      return read;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private CsvFormatException unreadable(IOException e) {
    return fault("cannot be read: " + e.getMessage());
  }

  private CsvFormatException fault(String message) {
    return new CsvFormatException(source.file(), line, message);
  }

  @Override
  public @Nullable CsvRow next() {
    if (!inSeries && !openSeries()) {
      return null;
    }
    StringBuilder cell = new StringBuilder();
    int end = read();
    while (end >= 0 && end != ',' && end != '\n') {
      if (end == ':') {
        throw fault(
            "series '%s' has more attributes than the %d named, %s"
                .formatted(series, attributes.size(), attributes));
      }
      append(cell, end);
      end = read();
    }
    long of = line;
    String value = NumberText.plain(cell.toString());
    inSeries = end == ',';
    if (end == '\n') {
      line++;
    }
    String[] numbers = {value.equals("?") || cells.isMissing(value) ? null : number(of, value)};
    CsvRow row = new CsvRow(of, series, at(), start + " + " + index, numbers);
    index++;
    any |= numbers[0] != null;
    return row;
  }

  private String number(long of, String value) {
    String number = NumberText.json(value, Decimal.POINT);
    if (number == null) {
      throw new CsvFormatException(
          source.file(),
          of,
          "value %d of series '%s' is '%s': %s"
              .formatted(index + 1, series, value, cells.rule(value)));
    }
    return number;
  }

  private Instant at() {
    if (step instanceof Duration duration) {
      return start.atZone(source.hints().zone()).toInstant().plus(duration.multipliedBy(index));
    }
    try {
      Period period = (Period) Objects.requireNonNull(step);
      return start
          .plus(period.multipliedBy(Math.toIntExact(index)))
          .atZone(source.hints().zone())
          .toInstant();
    } catch (DateTimeException | ArithmeticException e) {
      throw fault("series '%s' has values beyond the calendar".formatted(series));
    }
  }

  /** Reads the attributes of the next series; false at the end. */
  private boolean openSeries() {
    List<String> found = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean comment = false;
    for (int c = read(); ; c = read()) {
      if (c < 0 || c == '\n') {
        if (!comment && !(found.isEmpty() && cell.toString().isBlank())) {
          throw fault(
              "a series needs %d attributes, %s, and values, with colons between"
                  .formatted(attributes.size(), attributes));
        }
        if (c < 0) {
          return false;
        }
        line++;
        comment = false;
        cell.setLength(0);
      } else if (comment || (c == '#' && found.isEmpty() && cell.isEmpty())) {
        comment = true;
      } else if (c == ':') {
        found.add(cell.toString().strip());
        cell.setLength(0);
        if (found.size() == attributes.size()) {
          open(found);
          return true;
        }
      } else {
        append(cell, c);
      }
    }
  }

  private void open(List<String> found) {
    List<String> ids = new ArrayList<>();
    start = EPOCH;
    index = 0;
    int name = attributes.indexOf("series_name");
    for (int i = 0; i < found.size(); i++) {
      if (types.get(i).equals("date")) {
        start = start(found.get(i));
      } else if (name < 0 || name == i) {
        ids.add(found.get(i));
      }
    }
    series = ids.isEmpty() ? source.baseName() : String.join("/", ids);
    inSeries = true;
  }

  /** Whether the file says when its series begin. */
  boolean hasStart() {
    return types.contains("date");
  }

  private LocalDateTime start(String text) {
    try {
      TimeParser.Local local = times.local(text);
      return local.zone().equals(source.hints().zone())
          ? local.time()
          : local
              .time()
              .atZone(local.zone())
              .withZoneSameInstant(source.hints().zone())
              .toLocalDateTime();
    } catch (DateTimeException e) {
      throw fault("the start '%s': %s".formatted(text, e.getMessage()));
    }
  }

  private void append(StringBuilder cell, int c) {
    if (cell.length() >= LONGEST_CELL) {
      throw fault("a value has more than " + LONGEST_CELL + " characters");
    }
    cell.append((char) c);
  }

  private int read() {
    try {
      int c = text.read();
      return c == '\r' ? ' ' : c;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public List<String> columns() {
    return List.of(CsvColumns.VALUE);
  }

  @Override
  public List<String> numeric() {
    return any ? columns() : List.of();
  }

  @Override
  public List<String> ignored() {
    return List.of();
  }

  @Override
  public List<String> ignoredSeries() {
    return List.of();
  }

  @Override
  public String timeName() {
    return "start";
  }

  @Override
  public List<String> header() {
    return List.copyOf(attributes);
  }

  @Override
  public long headerLine() {
    return 1;
  }

  @Override
  public long lastLine() {
    return line;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
