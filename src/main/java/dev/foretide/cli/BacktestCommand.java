package dev.foretide.cli;

import dev.foretide.backtest.Backtest;
import dev.foretide.backtest.BacktestListener;
import dev.foretide.backtest.BacktestReport;
import dev.foretide.backtest.BacktestSettings;
import dev.foretide.backtest.CsvInputs;
import dev.foretide.backtest.ForecastCsv;
import dev.foretide.backtest.MaturedForecast;
import dev.foretide.backtest.Protocol;
import dev.foretide.backtest.ReportJoin;
import dev.foretide.backtest.ReportTable;
import dev.foretide.config.ForetideConfig;
import dev.foretide.config.Keys;
import dev.foretide.series.Reading;
import dev.foretide.stream.trainer.TrainingPool;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code backtest}: replays CSV files through forecaster and trainer, and says what came of it.
 *
 * <p>Files whose steps differ are runs of their own, and one report. A file that is too short for
 * any score is no fault: the command says so and ends with 0.
 */
@Command(
    name = "backtest",
    description = "Replays CSV files through the forecaster and its trainings, and scores them.",
    mixinStandardHelpOptions = true)
final class BacktestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private BacktestColumns columns;
  @Mixin private CsvOptions csv;
  @Mixin private ProtocolOptions protocols;
  @Mixin private BacktestOutput output;

  @Parameters(paramLabel = "CSV", arity = "1..*", description = CsvOptions.FILES)
  private List<Path> files = List.of();

  /** Files of one step. */
  private record Run(ForetideConfig config, Protocol protocol, List<Backtest.Input> inputs) {
    long readings() {
      return inputs.stream().mapToLong(input -> input.readings().size()).sum();
    }
  }

  @Override
  public Integer call() throws IOException {
    Protocol protocol = usage(protocols::protocol);
    CsvInputs reader = usage(() -> columns.reader(options, csv));
    output.check();
    refuseTwice();
    List<CsvInputs.Loaded> loaded = new ArrayList<>();
    for (Path file : files) {
      loaded.add(reader.read(file));
      say(line(loaded.get(loaded.size() - 1)));
    }
    List<Run> runs = runs(loaded, protocol);
    BacktestReport report = run(runs);
    output.write(report);
    PrintWriter out = spec.commandLine().getOut();
    out.print(ReportTable.of(report));
    out.flush();
    runs.forEach(run -> sayWhatWasNotScored(run, report));
    return ExitCode.OK;
  }

  private void refuseTwice() {
    Set<Path> seen = new HashSet<>();
    for (Path file : files) {
      if (!seen.add(file.toAbsolutePath().normalize())) {
        throw new WrongInputException(file + " is named twice: name each file once");
      }
    }
  }

  /** A wrong option is a usage error. */
  private <T> T usage(Supplier<T> options) {
    try {
      return options.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static String line(CsvInputs.Loaded loaded) {
    long series = loaded.input().readings().stream().map(Reading::series).distinct().count();
    return "%s: %,d rows, %,d series, %,d readings"
            .formatted(
                loaded.input().file(), loaded.rows(), series, loaded.input().readings().size())
        + (loaded.missing() > 0 ? ", %,d values missing".formatted(loaded.missing()) : "")
        + (loaded.backwards() > 0
            ? ", %,d late because times run backwards".formatted(loaded.backwards())
            : "")
        + (loaded.notes().isEmpty() ? "" : "; " + String.join(", ", loaded.notes()));
  }

  private List<Run> runs(List<CsvInputs.Loaded> loaded, Protocol protocol) {
    Map<String, List<Backtest.Input>> bySteps = new LinkedHashMap<>();
    for (CsvInputs.Loaded each : loaded) {
      String step = options.given(Keys.STEP);
      if (step == null) {
        step = BacktestColumns.step(each.input());
        say("%s: step %s, as its times have it".formatted(each.input().file(), step));
      }
      bySteps.computeIfAbsent(step, key -> new ArrayList<>()).add(each.input());
    }
    List<Run> runs = new ArrayList<>();
    bySteps.forEach(
        (step, inputs) ->
            runs.add(new Run(columns.config(options, loaded, step), protocol, inputs)));
    return runs;
  }

  private BacktestReport run(List<Run> runs) throws IOException {
    List<Backtest.Input> inputs = runs.stream().flatMap(run -> run.inputs().stream()).toList();
    long readings = runs.stream().mapToLong(Run::readings).sum();
    BacktestProgress progress =
        new BacktestProgress(
            spec.commandLine().getErr(),
            BacktestProgress.isOnConsole(),
            readings,
            System::nanoTime);
    List<BacktestReport> reports = new ArrayList<>();
    try (ForecastCsv csv = output.openCsv(inputs, runs.get(0).config().forecast().intervals())) {
      for (Run run : runs) {
        reports.add(replay(run, new Listeners(progress, csv)));
        progress.endRun(run.readings());
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      progress.end();
    }
    return ReportJoin.of(reports);
  }

  /** The one place that knows the engine. */
  private static BacktestReport replay(Run run, BacktestListener listener) {
    ForetideConfig config = run.config();
    try (TrainingPool workers = new TrainingPool(config.trainingThreads())) {
      BacktestSettings settings =
          new BacktestSettings(
              config.forecast(),
              config.trainer(),
              config.groups(),
              run.protocol(),
              config.detectsDrift(),
              workers);
      return new Backtest(settings, words(run)).run(run.inputs(), listener);
    }
  }

  private static Map<String, String> words(Run run) {
    Map<String, String> words = new LinkedHashMap<>(run.protocol().describe());
    Map<String, String> effective = run.config().effective();
    for (String key :
        List.of(
            Keys.STEP,
            Keys.WINDOW,
            Keys.HORIZON,
            Keys.LOOKBACK,
            Keys.SEASON,
            Keys.CALENDAR,
            Keys.MODEL_LAYERS,
            Keys.MODEL_LINEAR,
            Keys.EVALUATION,
            Keys.TRAIN_SEED)) {
      words.put(key, effective.getOrDefault(key, ""));
    }
    return words;
  }

  private record Listeners(BacktestProgress progress, @Nullable ForecastCsv csv)
      implements BacktestListener {
    @Override
    public void matured(String file, MaturedForecast forecast) {
      if (csv != null) {
        csv.matured(file, forecast);
      }
    }

    @Override
    public void progress(long done, long all, String file) {
      progress.progress(done, all, file);
    }
  }

  private void sayWhatWasNotScored(Run run, BacktestReport report) {
    for (Backtest.Input input : run.inputs()) {
      boolean scored =
          report.results().stream()
              .anyMatch(score -> score.file().equals(input.file()) && score.n() > 0);
      if (!scored) {
        int longest =
            input.readings().stream()
                .collect(Collectors.groupingBy(Reading::series, Collectors.counting()))
                .values()
                .stream()
                .mapToInt(Long::intValue)
                .max()
                .orElse(0);
        say(
            "%s: nothing to score: its longest series has %,d readings, targets may be those from %,d to before %,d, and the last of %d leads must be one of them"
                .formatted(
                    input.file(),
                    longest,
                    run.protocol().firstTarget(longest),
                    run.protocol().endTarget(longest),
                    run.config().forecast().shape().horizon()));
      }
    }
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
