package dev.foretide.cli;

import dev.foretide.bench.Bench;
import dev.foretide.bench.BenchJson;
import dev.foretide.bench.BenchResult;
import dev.foretide.bench.BenchSettings;
import dev.foretide.bench.BenchTable;
import dev.foretide.demo.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code bench}: what a reading costs end to end, beside the same topology without an evaluator.
 */
@Command(
    name = "bench",
    description =
        "Measures throughput, processor time and latency end to end on a broker of its own: the"
            + " forecaster and the same topology without an evaluator, in turns. Runs once for each"
            + " combination of --series, --store, --guarantee and --threads.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  /**
   * What kafka-server-start.sh gives a broker: with less heap its pauses are forecasts' latency.
   */
  private static final List<String> AS_KAFKA_STARTS_BROKERS =
      List.of(
          "-Xms1g",
          "-Xmx1g",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=20",
          "-XX:InitiatingHeapOccupancyPercent=35");

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Option(
      names = "--series",
      split = ",",
      defaultValue = "1000",
      description = "Numbers of series (default ${DEFAULT-VALUE}).")
  private List<Integer> series = List.of();

  @Option(
      names = "--store",
      split = ",",
      defaultValue = "rocksdb,memory",
      description = "Values of state.store (default ${DEFAULT-VALUE}).")
  private List<String> stores = List.of();

  @Option(
      names = "--guarantee",
      split = ",",
      defaultValue = "at_least_once",
      description = "Values of processing.guarantee (default ${DEFAULT-VALUE}).")
  private List<String> guarantees = List.of();

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1",
      description = "Numbers of stream threads (default ${DEFAULT-VALUE}).")
  private List<Integer> threads = List.of();

  @Option(
      names = "--warm-up",
      defaultValue = "8",
      description =
          "Turns of each before those, at most; fewer when the compiler is done (default"
              + " ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Turns of each that are measured (default ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "Length of a turn (default ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--loads",
      split = ",",
      defaultValue = "0.5,0.8",
      description =
          "Shares of the throughput at which latency is measured; 0 measures none (default"
              + " ${DEFAULT-VALUE}).")
  private List<Double> loads = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<BenchSettings> runs = runs();
    if (json != null) {
      OutputFile.check(json);
    }
    List<BenchResult> results = new ArrayList<>();
    for (BenchSettings run : runs) {
      say(run.name());
      Path directory = TemporaryDirectory.create("bench");
      try (Bench bench = new Bench(run, foretide(), directory, step -> say("  " + step))) {
        results.add(bench.run());
      } finally {
        TemporaryDirectory.delete(directory);
      }
    }
    spec.commandLine().getOut().print(BenchTable.of(results));
    spec.commandLine().getOut().flush();
    if (json != null) {
      BenchJson.write(results, Files.newBufferedWriter(json));
    }
    return ExitCode.OK;
  }

  private List<BenchSettings> runs() {
    series.forEach(each -> require("--series", each, each >= 1, "at least 1"));
    threads.forEach(each -> require("--threads", each, each >= 1, "at least 1"));
    require("--warm-up", warmUp, warmUp >= 0, "at least 0");
    require("--rounds", rounds, rounds >= 1, "at least 1");
    require("--seconds", seconds, seconds >= 1, "at least 1");
    loads.forEach(each -> require("--loads", each, each >= 0 && each <= 1, "from 0 to 1"));
    List<Double> measured = loads.stream().filter(load -> load > 0).toList();
    Map<String, String> given = options.all();
    List<BenchSettings> runs = new ArrayList<>();
    for (int count : series) {
      for (String store : stores) {
        for (String guarantee : guarantees) {
          for (int number : threads) {
            runs.add(
                new BenchSettings(
                    count,
                    store,
                    guarantee,
                    number,
                    warmUp,
                    rounds,
                    Duration.ofSeconds(seconds),
                    measured,
                    given));
          }
        }
      }
    }
    runs.forEach(BenchSettings::check);
    return runs;
  }

  private void require(String option, Number value, boolean holds, String rule) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(), "%s %s: must be %s".formatted(option, value, rule));
    }
  }

  /** Another command of this program in a JVM of its own, with memory and collector of a broker. */
  private static List<String> foretide() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(AS_KAFKA_STARTS_BROKERS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return command;
  }

  private void say(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }
}
