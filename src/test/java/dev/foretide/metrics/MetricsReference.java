package dev.foretide.metrics;

import static java.util.stream.Collectors.joining;

import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Every metric of the program, read from a scrape after each thing that is measured happened. */
public final class MetricsReference {
  static final String SERIES = "hall-1/pump-7";

  private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=\"");

  /** The largest value of a summary, which Micrometer gives as a metric of its own. */
  private static final String MAX = "_max";

  private MetricsReference() {}

  /**
   * A metric as Prometheus names it.
   *
   * @param type of Prometheus: counter, gauge, summary or histogram
   * @param labels without that of a histogram's buckets
   */
  public record Metric(String name, String type, Set<String> labels, String description) {

    /** The names of its samples. */
    public Set<String> samples() {
      return switch (type) {
        case "summary" -> Set.of(name + "_sum", name + "_count", name + MAX);
        case "histogram" -> Set.of(name + "_sum", name + "_count", name + MAX, name + "_bucket");
        default -> Set.of(name);
      };
    }

    private String row() {
      String of = labels.stream().map(label -> "`" + label + "`").collect(joining(", "));
      return "| `%s` | %s | %s | %s |\n".formatted(name, type, of, description);
    }
  }

  /** The metrics in the order of their names. */
  public static List<Metric> metrics() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    everything(new ForetideMetrics(registry, List.of(1, 12, 24)));
    return read(registry.scrape());
  }

  /** The table of the README. */
  public static String markdown() {
    return metrics().stream()
        .map(Metric::row)
        .collect(joining("", "| metric | type | labels | is |\n| --- | --- | --- | --- |\n", ""));
  }

  private static List<Metric> read(String scrape) {
    List<Metric> metrics = new ArrayList<>();
    for (String family : scrape.split("(?m)^# HELP ", -1)) {
      if (family.isEmpty()) {
        continue;
      }
      List<String> lines = family.lines().toList();
      String[] help = lines.get(0).split(" ", 2);
      String[] type = lines.get(1).split(" ", -1);
      Set<String> labels = new TreeSet<>();
      for (MatchResult label : LABEL.matcher(family).results().toList()) {
        labels.add(label.group(1));
      }
      labels.remove("le");
      metrics.add(new Metric(help[0], type[3], labels, help.length > 1 ? help[1] : ""));
    }
    metrics.removeIf(
        metric ->
            metric.name().endsWith(MAX)
                && metrics.stream().anyMatch(of -> metric.name().equals(of.name() + MAX)));
    metrics.sort(Comparator.comparing(Metric::name));
    return metrics;
  }

  static void everything(ForetideMetrics metrics) {
    metrics.reading("accepted");
    metrics.deadLetter("not_json");
    metrics.skipped("other_name", 1);
    metrics.modelRefused("checksum");
    metrics.stateReset("damaged");
    metrics.forecast(
        new Forecast(
            SERIES,
            "heat",
            0,
            60_000,
            "plant",
            7,
            Source.LSTM,
            Status.READY,
            new float[] {1},
            new double[0],
            new float[0][],
            new float[0][]));
    metrics.evaluated(30_000);
    metrics.latency(12);
    metrics.score(score(12));
    metrics.series("plant", Status.READY, 3);
    metrics.series("plant", Status.READY, -1);
    metrics.model("plant", 7, Instant.ofEpochSecond(1_700_000_000), 0.75, 0.012);
    metrics.training("plant", "promoted", 1.5);
    metrics.drift("plant");
  }

  static Score score(int lead) {
    Score.Lead scored = new Score.Lead(lead, 13, 6, new boolean[] {false, true}, 7);
    double[] levels = {0.8, 0.975};
    return new Score(SERIES, "plant", "heat", 0, 10, 8, 2, levels, List.of(scored), false);
  }
}
