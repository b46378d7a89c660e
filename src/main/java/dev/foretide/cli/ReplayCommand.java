package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.Keys;
import dev.foretide.config.ReadingFormat;
import dev.foretide.csv.CsvHints;
import dev.foretide.demo.CsvReplay;
import dev.foretide.demo.ReplayRate;
import dev.foretide.stream.cluster.ClientSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: feeds a CSV file to the readings topic. */
@Command(
    name = "replay",
    description = "Feeds a CSV file to the readings topic.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  private static final String DEVELOPMENT_BROKER = "localhost:9092";

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private CsvOptions csv;

  @Parameters(paramLabel = "CSV", description = CsvOptions.FILES)
  private Path file;

  @Option(names = "--topic", description = "Topic (default: readings.topic).")
  private @Nullable String topic;

  @Option(names = "--series", paramLabel = "COL", description = CsvOptions.SERIES)
  private @Nullable String seriesColumn;

  @Option(names = "--time", paramLabel = "COL", description = CsvOptions.TIME)
  private @Nullable String timeColumn;

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "COL",
      description = "Value columns (default: all others that hold numbers).")
  private List<String> columns = List.of();

  @Option(
      names = "--rate",
      paramLabel = "N/s|max",
      defaultValue = "max",
      description = "Rows per second (default ${DEFAULT-VALUE}).")
  private String rate;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ForetideConfig config = options.load(Map.of(Keys.BOOTSTRAP_SERVERS, DEVELOPMENT_BROKER));
    if (config.readings().format() != ReadingFormat.JSON) {
      throw new WrongInputException(
          "readings.format is %s, must be json: replay writes readings in JSON"
              .formatted(config.readings().format().word()));
    }
    String destination = topic == null ? config.topicNames().readings() : topic;
    CsvReplay.Settings settings =
        CsvReplay.Settings.of(file, destination, ClientSettings.client(config))
            .withColumns(seriesColumn, timeColumn, columns)
            .withRate(parsedRate())
            .withHints(hints(config));
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "Replaying %s to %s at %s"
            .formatted(file, destination, config.stream().bootstrapServers()));
    err.flush();
    CsvReplay.Report report =
        CsvReplay.run(
            settings,
            progress -> {
              err.println(
                  "%,d rows, %,d sent, at %s"
                      .formatted(progress.rows(), progress.sent(), progress.at()));
              err.flush();
            });
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "%,d rows, %,d readings sent in %.1f s"
            .formatted(report.rows(), report.sent(), report.seconds()));
    if (!report.notes().isEmpty()) {
      err.println("%s: %s".formatted(file, String.join(", ", report.notes())));
      err.flush();
    }
    out.flush();
    return ExitCode.OK;
  }

  private CsvHints hints(ForetideConfig config) {
    try {
      return csv.hints(config, options);
    } catch (IllegalArgumentException e) {
      throw new picocli.CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private ReplayRate parsedRate() {
    try {
      return ReplayRate.parse(rate);
    } catch (IllegalArgumentException e) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "--rate: " + e.getMessage(), e);
    }
  }
}
