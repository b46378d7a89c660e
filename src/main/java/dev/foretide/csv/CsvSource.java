package dev.foretide.csv;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file and the columns that are wanted of it.
 *
 * @param series names the series of each row; null: what the shape of the file names, or the file's
 *     name without its extension
 * @param time null: columns called Date and Time together, or one with a name of times, whatever
 *     the case, or the only one that holds times
 * @param values columns of numbers; empty: every other column whose first cell with content is a
 *     number
 * @param hints what is said of how it is written
 */
public record CsvSource(
    Path file,
    @Nullable String series,
    @Nullable String time,
    List<String> values,
    CsvHints hints) {

  /** Copies the list. */
  public CsvSource {
    values = List.copyOf(values);
  }

  /** With nothing said but the zone of times that name none. */
  public CsvSource(
      Path file, @Nullable String series, @Nullable String time, List<String> values, ZoneId zone) {
    this(file, series, time, values, CsvHints.of(zone));
  }

  /** One series, columns found by name, UTC. */
  public static CsvSource of(Path file) {
    return new CsvSource(file, null, null, List.of(), ZoneOffset.UTC);
  }

  /** The file's name without directory and extension. */
  public String baseName() {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
