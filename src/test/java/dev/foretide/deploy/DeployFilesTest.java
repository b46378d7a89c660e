package dev.foretide.deploy;

import static dev.foretide.deploy.DeployFiles.ROOT;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the deployment files take for granted: the names of metrics, each other's paths, and that
 * they parse. No engine runs here, neither Docker nor Grafana.
 */
class DeployFilesTest {

  /** The metrics of the program, as Prometheus names them; the samples of each follow its kind. */
  private static final List<Metric> METRICS =
      List.of(
          new Metric("foretide_readings_total", Kind.SINGLE, "outcome"),
          new Metric("foretide_forecasts_total", Kind.SINGLE, "group", "source"),
          new Metric("foretide_forecast_absolute_error", Kind.SUMMARY, "group", "lead"),
          new Metric("foretide_naive_absolute_error", Kind.SUMMARY, "group", "lead"),
          new Metric("foretide_forecast_squared_error", Kind.SUMMARY, "group", "lead"),
          new Metric("foretide_interval_covered_total", Kind.SINGLE, "group", "lead", "level"),
          new Metric("foretide_interval_total", Kind.SINGLE, "group", "lead", "level"),
          new Metric("foretide_evaluate_seconds", Kind.HISTOGRAM),
          new Metric("foretide_latency_seconds", Kind.HISTOGRAM),
          new Metric("foretide_model_version", Kind.SINGLE, "group"),
          new Metric("foretide_model_trained_timestamp_seconds", Kind.SINGLE, "group"),
          new Metric("foretide_training_seconds", Kind.SUMMARY),
          new Metric("foretide_trainings_total", Kind.SINGLE, "group", "outcome"),
          new Metric("foretide_series", Kind.SINGLE, "group", "status"),
          new Metric("foretide_drift_total", Kind.SINGLE, "group"),
          new Metric("foretide_anomalies_total", Kind.SINGLE, "group"),
          new Metric("foretide_dead_letters_total", Kind.SINGLE, "reason"),
          new Metric("foretide_models_refused_total", Kind.SINGLE, "reason"),
          new Metric("foretide_states_reset_total", Kind.SINGLE, "reason"),
          new Metric("foretide_series_forgotten_total", Kind.SINGLE));

  /** Labels that Prometheus itself adds, and the bound of a histogram's bucket. */
  private static final Set<String> PROMETHEUS_LABELS = Set.of("instance", "job", "le");

  private static final Pattern METRIC_NAME = Pattern.compile("foretide_[a-z_]+");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on)\\s*\\(([^)]*)\\)");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"");

  @Test
  void shouldUseOnlyMetricsThatTheProgramHas() throws IOException {
    Set<String> samples =
        METRICS.stream().flatMap(metric -> metric.samples().stream()).collect(toSet());

    assertThat(used(METRIC_NAME, 0)).isNotEmpty().isSubsetOf(samples);
  }

  @Test
  void shouldUseOnlyLabelsThatTheMetricsHave() throws IOException {
    Set<String> labels =
        METRICS.stream().flatMap(metric -> metric.labels().stream()).collect(toSet());
    labels.addAll(PROMETHEUS_LABELS);

    Set<String> groupings = new TreeSet<>();
    for (String grouping : used(GROUPING, 1)) {
      groupings.addAll(List.of(grouping.split("\\s*,\\s*", -1)));
    }

    assertThat(groupings).isNotEmpty().isSubsetOf(labels);
    assertThat(used(MATCHER, 1)).isNotEmpty().isSubsetOf(labels);
  }

  @Test
  void shouldShowEveryMetricOnTheDashboard() throws IOException {
    String queries = String.join("\n", DeployFiles.dashboardQueries());

    assertThat(METRICS)
        .allSatisfy(metric -> assertThat(queries).containsPattern("\\b" + metric.name()));
  }

  @Test
  void shouldNameDescribeAndMeasureEveryPanel() throws IOException {
    assertThat(DeployFiles.panels())
        .isNotEmpty()
        .allSatisfy(
            panel -> {
              assertThat(panel.path("title").asText()).isNotBlank();
              assertThat(panel.path("description").asText())
                  .as(panel.get("title").asText())
                  .isNotBlank();
              assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
              assertThat(panel.path("targets")).isNotEmpty();
              assertThat(panel.path("targets"))
                  .allSatisfy(target -> assertThat(target.path("expr").asText()).isNotBlank());
            });
    assertThat(DeployFiles.json(DeployFiles.DASHBOARD).get("panels").findValuesAsText("id"))
        .doesNotHaveDuplicates();
    assertThat(DeployFiles.panels())
        .extracting(panel -> panel.get("title").asText())
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldParseEveryYamlFile() throws IOException {
    List<Path> files = DeployFiles.yamlFilesBelow(ROOT.resolve("deploy"));

    assertThat(files).hasSizeGreaterThanOrEqualTo(4);
    for (Path file : files) {
      assertThat(DeployFiles.yaml(file).isObject()).as(file.toString()).isTrue();
    }
  }

  @Test
  void shouldPassPromtool(@TempDir Path temp) throws Exception {
    ExternalTool promtool = ExternalTool.assumeOnPath("promtool");
    // A JSON text is a YAML text: each query of the dashboard as a recording rule.
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode rules = mapper.createArrayNode();
    for (String query : DeployFiles.dashboardQueries()) {
      rules.addObject().put("record", "query:" + rules.size()).put("expr", query);
    }
    JsonNode group = mapper.createObjectNode().put("name", "dashboard").set("rules", rules);
    Path queries = temp.resolve("queries.yml");
    mapper.writeValue(
        queries.toFile(),
        mapper.createObjectNode().set("groups", mapper.createArrayNode().add(group)));

    promtool.run("check", "config", DeployFiles.PROMETHEUS.toString());
    promtool.run("check", "rules", queries.toString());
  }

  /** What the pattern's group matches in any query, of the dashboard or of the alerts. */
  private static Set<String> used(Pattern pattern, int group) throws IOException {
    Set<String> found = new TreeSet<>();
    for (String query : allQueries()) {
      for (MatchResult match : pattern.matcher(query).results().toList()) {
        found.add(match.group(group));
      }
    }
    return found;
  }

  private static List<String> allQueries() throws IOException {
    List<String> queries = new ArrayList<>(DeployFiles.dashboardQueries());
    queries.addAll(DeployFiles.ruleQueries());
    return queries;
  }

  /** How a meter of Micrometer becomes samples of Prometheus. */
  private enum Kind {
    SINGLE,
    SUMMARY,
    HISTOGRAM;

    Set<String> suffixes() {
      return switch (this) {
        case SINGLE -> Set.of("");
        case SUMMARY -> Set.of("_sum", "_count", "_max");
        case HISTOGRAM -> Set.of("_sum", "_count", "_max", "_bucket");
      };
    }
  }

  private record Metric(String name, Kind kind, Set<String> labels) {

    Metric(String name, Kind kind, String... labels) {
      this(name, kind, Set.of(labels));
    }

    Set<String> samples() {
      return kind.suffixes().stream().map(suffix -> name + suffix).collect(toSet());
    }
  }
}
