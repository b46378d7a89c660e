package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.Keys;
import dev.foretide.csv.CsvHints;
import dev.foretide.csv.DateOrder;
import dev.foretide.csv.Decimal;
import dev.foretide.csv.EpochUnit;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a user may say of how a file is written; what is not said is recognised from the file. */
final class CsvOptions {
  static final String FILES =
      "CSV with a header, or an export of InfluxDB, Grafana or Home Assistant, or .tsf.";
  static final String TIME =
      "Column with the time (default: time, timestamp, date and the like, Date and Time, or the only one that holds times).";
  static final String SERIES =
      "Column with the series id (default: as the export names its series, else the file's name).";

  // As issue 18 names them; a configuration without these keys has neither.
  private static final List<String> STATES = List.of("unavailable", "unknown");

  @Option(
      names = "--delimiter",
      paramLabel = "CHAR",
      description = "What parts the cells: a character, or tab (default: as the file shows).")
  private @Nullable String delimiter;

  @Option(
      names = "--decimal",
      paramLabel = "point|comma",
      description = "What parts the fraction of a number (default: as the file shows).")
  private @Nullable String decimal;

  @Option(
      names = "--date-order",
      paramLabel = "day-first|month-first|year-first",
      description = "Order of dates such as 03/04/2026 (default: as a day above 12 shows).")
  private @Nullable String dateOrder;

  @Option(
      names = "--time-unit",
      paramLabel = "UNIT",
      description =
          "Unit of times that are numbers since 1970: seconds, milliseconds, microseconds or nanoseconds (default: as their size shows).")
  private @Nullable String timeUnit;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description =
          "Zone of times that name none, as Europe/Berlin or +01:00 (default: time.zone).")
  private @Nullable String zone;

  @Option(
      names = "--missing",
      split = ",",
      paramLabel = "A,B",
      description =
          "Cells that stand for a missing value, as Bad or -999, beside readings.missing.")
  private List<String> missing = List.of();

  /**
   * What was said.
   *
   * @throws IllegalArgumentException if an option has no meaning
   */
  CsvHints hints(ForetideConfig config, ConfigOptions options) {
    return new CsvHints(
        zone(config),
        character(),
        word("--decimal", decimal, Decimal.values(), Decimal::word),
        word("--date-order", dateOrder, DateOrder.values(), DateOrder::word),
        word("--time-unit", timeUnit, EpochUnit.values(), EpochUnit::word),
        missing(options));
  }

  private ZoneId zone(ForetideConfig config) {
    if (zone == null) {
      return config.forecast().shape().zone();
    }
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "--zone is '%s', must be a zone such as Europe/Berlin or +01:00".formatted(zone), e);
    }
  }

  private @Nullable Character character() {
    if (delimiter == null) {
      return null;
    }
    String one = delimiter.equals("tab") || delimiter.equals("\\t") ? "\t" : delimiter;
    if (one.length() != 1 || one.equals("\"") || one.equals("\n") || one.equals("\r")) {
      throw new IllegalArgumentException(
          "--delimiter is '%s', must be one character, or tab".formatted(delimiter));
    }
    return one.charAt(0);
  }

  private static <E> @Nullable E word(
      String option, @Nullable String said, E[] all, Function<E, String> words) {
    if (said == null) {
      return null;
    }
    for (E each : all) {
      if (words.apply(each).equals(said.toLowerCase(Locale.ROOT))) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "%s is '%s', must be one of %s"
            .formatted(
                option, said, Arrays.stream(all).map(words).collect(Collectors.joining(", "))));
  }

  private Set<String> missing(ConfigOptions options) {
    Set<String> words = new LinkedHashSet<>(missing);
    String key = options.given(Keys.READINGS_MISSING);
    if (key != null) {
      words.addAll(List.of(key.split(",")));
    }
    if ("parse".equals(options.given(Keys.READINGS_NUMBER_TEXT))) {
      words.addAll(STATES);
    }
    return words;
  }
}
