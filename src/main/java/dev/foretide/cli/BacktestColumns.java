package dev.foretide.cli;

import dev.foretide.backtest.Backtest;
import dev.foretide.backtest.CsvInputs;
import dev.foretide.config.Durations;
import dev.foretide.config.ForetideConfig;
import dev.foretide.config.Keys;
import dev.foretide.series.Reading;
import dev.foretide.series.StepInference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that name columns, and what follows from them for the configuration.
 *
 * <p>Without targets and features here, those of the configuration are columns, if somebody has set
 * them: the file of a deployment is enough.
 */
final class BacktestColumns {
  private static final String NO_BROKER = "backtest:9092"; // the key is required; nobody connects
  private static final String VALUE = "value";

  @Option(
      names = "--time",
      paramLabel = "COL",
      description = "Column with the time (default: time, timestamp, date, ds, or Date and Time).")
  private @Nullable String time;

  @Option(
      names = "--series",
      paramLabel = "COL",
      description = "Column with the series id (default: the file's name is the id).")
  private @Nullable String series;

  @Option(
      names = "--target",
      split = ",",
      paramLabel = "COL",
      description =
          "Columns to forecast; several are a series each (default: the only column of numbers).")
  private List<String> targets = List.of();

  @Option(
      names = "--features",
      split = ",",
      paramLabel = "COL",
      description = "Further columns that the forecast may use.")
  private List<String> features = List.of();

  /**
   * A reader of these columns; the configuration is checked first, since files may be long.
   *
   * @throws IllegalArgumentException if a column is named twice
   */
  CsvInputs reader(ConfigOptions options) {
    CsvInputs.Columns columns = columns(options);
    ForetideConfig config =
        options.load(
            Map.of(Keys.BOOTSTRAP_SERVERS, NO_BROKER),
            names(columns.targets().isEmpty() ? List.of(VALUE) : columns.targets(), columns));
    return new CsvInputs(columns, config.forecast().shape().zone());
  }

  /** The configuration of a run over files that were read. */
  ForetideConfig config(ConfigOptions options, List<CsvInputs.Loaded> loaded, String step) {
    List<String> found =
        loaded.stream().flatMap(each -> each.targets().stream()).distinct().toList();
    return options.load(
        Map.of(Keys.BOOTSTRAP_SERVERS, NO_BROKER, Keys.STEP, step), names(found, columns(options)));
  }

  private CsvInputs.Columns columns(ConfigOptions options) {
    List<String> wanted = targets;
    List<String> beside = features;
    if (targets.isEmpty() && features.isEmpty()) {
      List<String> all = list(options.given(Keys.READINGS_FEATURES));
      String target = options.given(Keys.READINGS_TARGET);
      wanted =
          target == null || target.isBlank() ? all.stream().limit(1).toList() : List.of(target);
      beside = new ArrayList<>(all);
      beside.removeAll(wanted);
    }
    return new CsvInputs.Columns(time, series, wanted, beside);
  }

  private static List<String> list(@Nullable String text) {
    return text == null || text.isBlank()
        ? List.of()
        : Arrays.stream(text.split(",")).map(String::strip).toList();
  }

  /** Several targets take the same place in their readings, which has one name. */
  private static Map<String, String> names(List<String> targets, CsvInputs.Columns columns) {
    String target = targets.size() == 1 ? targets.get(0) : VALUE;
    List<String> names = new ArrayList<>();
    names.add(columns.features().contains(target) ? "target" : target);
    names.addAll(columns.features());
    Map<String, String> overrides = new HashMap<>();
    names.replaceAll(name -> name.replace(',', ' ')); // a comma parts the names of the key
    overrides.put(Keys.READINGS_FEATURES, String.join(",", names));
    overrides.put(Keys.READINGS_TARGET, names.get(0));
    return overrides;
  }

  /** The step that the times of the first readings have; a minute if they are all the same. */
  static String step(Backtest.Input input) {
    StepInference inference = new StepInference();
    for (Reading reading : input.readings()) {
      inference.add(reading.series(), reading.timestamp());
      if (inference.isComplete()) {
        break;
      }
    }
    return Durations.text(inference.step().orElse(Duration.ofMinutes(1)));
  }
}
