package dev.foretide.cli;

import dev.foretide.backtest.Protocol;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which readings warm up and which are scored. */
final class ProtocolOptions {
  private static final Pattern ROWS = Pattern.compile("(\\d{0,9}):(\\d{0,9})");

  @Option(
      names = "--from",
      paramLabel = "SHARE",
      defaultValue = "0.25",
      description =
          "Warm-up: a share of each series' readings below 1, or a number of them above 1 (default"
              + " ${DEFAULT-VALUE}).")
  private double from;

  @Option(
      names = "--from-row",
      paramLabel = "N",
      description = "First reading of each series that is scored, counted from 0.")
  private @Nullable Integer fromRow;

  @Option(
      names = "--train-rows",
      paramLabel = "N",
      description = "Readings of each series that give mean and deviation for z-scores.")
  private @Nullable Integer trainRows;

  @Option(
      names = "--score-rows",
      paramLabel = "A:B",
      description = "Readings of each series whose forecasts are scored: A to before B.")
  private @Nullable String scoreRows;

  /**
   * The protocol.
   *
   * @throws IllegalArgumentException naming option, value and rule
   */
  Protocol protocol() {
    Integer first = fromRow;
    double share = from;
    if (first == null && from > 1) {
      if (from != Math.rint(from) || from > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "--from is " + from + ", must be a share below 1 or a whole number of readings");
      }
      first = (int) from;
    }
    if (first != null) {
      share = 0;
    }
    Integer end = null;
    if (scoreRows != null) {
      Matcher rows = ROWS.matcher(scoreRows);
      if (!rows.matches()) {
        throw new IllegalArgumentException(
            "--score-rows is '" + scoreRows + "', must be two numbers such as 11520:14400");
      }
      first = rows.group(1).isEmpty() ? first : Integer.valueOf(rows.group(1));
      end = rows.group(2).isEmpty() ? null : Integer.valueOf(rows.group(2));
    }
    Integer statistics = trainRows == null ? warmUpRows() : trainRows;
    return new Protocol(share, statistics, first, end);
  }

  private @Nullable Integer warmUpRows() {
    if (fromRow != null) {
      return fromRow > 0 ? fromRow : null;
    }
    return from > 1 ? Integer.valueOf((int) from) : null;
  }
}
