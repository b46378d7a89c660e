package dev.foretide.deploy;

import static dev.foretide.deploy.DeployFiles.ROOT;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.foretide.deploy.DeployFiles.Query;
import dev.foretide.metrics.MetricsReference;
import dev.foretide.metrics.MetricsReference.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the deployment files take for granted: the names of metrics, each other's paths, and that
 * they parse. No engine runs here, neither Docker nor Grafana; {@code PrometheusIT} runs the rules.
 */
class DeployFilesIT {

  private static final List<Metric> METRICS = MetricsReference.metrics();

  /**
   * Labels that Prometheus adds, the bound of a histogram's bucket, what the dashboards make of a
   * version, and those of Kafka Streams and the JVM.
   */
  private static final Set<String> FOREIGN_LABELS =
      Set.of(
          "instance",
          "job",
          "le",
          "version",
          "client_id",
          "topic",
          "task_id",
          "rocksdb_state_id",
          "area");

  /** Without the records, such as group_lead:foretide_mae:1h. */
  private static final Pattern METRIC_NAME = Pattern.compile("(?<!:)\\bforetide_[a-z_]+\\b(?!:)");

  private static final Pattern RECORD_NAME = Pattern.compile("\\w+:foretide_\\w+:\\w+");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
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
    labels.addAll(FOREIGN_LABELS);

    Set<String> groupings = new TreeSet<>();
    for (String grouping : used(GROUPING, 1)) {
      groupings.addAll(List.of(grouping.split("\\s*,\\s*", -1)));
    }

    assertThat(groupings).isNotEmpty().isSubsetOf(labels);
    assertThat(used(MATCHER, 1)).isNotEmpty().isSubsetOf(labels);
  }

  @Test
  void shouldUseOnlyRecordsThatTheRulesMake() throws IOException {
    assertThat(used(RECORD_NAME, 0)).isNotEmpty().isSubsetOf(DeployFiles.records());
  }

  @Test
  void shouldShowEveryMetricOnADashboard() throws IOException {
    List<Query> queries = DeployFiles.dashboardQueries();

    assertThat(METRICS)
        .allSatisfy(
            metric ->
                assertThat(queries)
                    .as(metric.name())
                    .anySatisfy(
                        query ->
                            assertThat(query.expression()).containsPattern("\\b" + metric.name())));
  }

  @ParameterizedTest
  @MethodSource("dev.foretide.deploy.DeployFiles#dashboards")
  void shouldNameDescribeAndMeasureEveryPanel(Path dashboard) throws IOException {
    List<JsonNode> panels = DeployFiles.panels(dashboard);

    assertThat(panels)
        .isNotEmpty()
        .allSatisfy(
            panel -> {
              String title = panel.path("title").asText();
              assertThat(title).isNotBlank();
              assertThat(panel.path("description").asText()).as(title).isNotBlank();
              assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as(title).isNotBlank();
              assertThat(panel.path("targets")).as(title).isNotEmpty();
              assertThat(panel.findParents("uid"))
                  .as(title)
                  .hasSize(1 + panel.get("targets").size())
                  .allMatch(source -> source.get("uid").asText().equals("${datasource}"));
            });
    assertThat(DeployFiles.json(dashboard).get("panels").findValuesAsText("id"))
        .doesNotHaveDuplicates();
    assertThat(panels).extracting(panel -> panel.get("title").asText()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("dev.foretide.deploy.DeployFiles#dashboards")
  void shouldLetNoPanelsOverlap(Path dashboard) throws IOException {
    Map<String, String> cells = new HashMap<>();
    for (JsonNode panel : DeployFiles.json(dashboard).get("panels")) {
      String title = panel.get("title").asText();
      JsonNode at = panel.get("gridPos");
      int right = at.get("x").asInt() + at.get("w").asInt();
      assertThat(right).as(title).isLessThanOrEqualTo(24);
      for (int x = at.get("x").asInt(); x < right; x++) {
        for (int y = at.get("y").asInt(); y < at.get("y").asInt() + at.get("h").asInt(); y++) {
          assertThat(cells.put(x + "/" + y, title)).as("also below %s", title).isNull();
        }
      }
    }
  }

  @Test
  void shouldSayOfEveryAlertWhatItIsAndWhatToDo() throws IOException {
    assertThat(DeployFiles.alerts())
        .isNotEmpty()
        .allSatisfy(
            alert -> {
              String name = alert.get("alert").asText();
              assertThat(alert.at("/labels/severity").asText())
                  .as(name)
                  .isIn("critical", "warning", "info");
              for (String text : List.of("summary", "description", "runbook")) {
                assertThat(alert.at("/annotations/" + text).asText()).as(name).isNotBlank();
              }
            });
  }

  @Test
  void shouldTryEveryAlertInTheUnitTests() throws IOException {
    String tests = Files.readString(DeployFiles.ALERTS_TEST);

    assertThat(DeployFiles.alerts())
        .allSatisfy(
            alert ->
                assertThat(tests).contains("alertname=\"" + alert.get("alert").asText() + "\""));
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
    for (Query query : DeployFiles.dashboardQueries()) {
      rules.addObject().put("record", "query:" + rules.size()).put("expr", query.expression());
    }
    JsonNode group = mapper.createObjectNode().put("name", "dashboard").set("rules", rules);
    Path queries = temp.resolve("queries.yml");
    mapper.writeValue(
        queries.toFile(),
        mapper.createObjectNode().set("groups", mapper.createArrayNode().add(group)));

    promtool.run("check", "config", DeployFiles.PROMETHEUS.toString());
    promtool.run("check", "rules", queries.toString());
    promtool.run("test", "rules", DeployFiles.ALERTS_TEST.toString());
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
    List<String> queries = new ArrayList<>(DeployFiles.ruleQueries());
    DeployFiles.dashboardQueries().forEach(query -> queries.add(query.expression()));
    return queries;
  }
}
