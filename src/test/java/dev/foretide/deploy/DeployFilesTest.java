package dev.foretide.deploy;

import static dev.foretide.deploy.DeployFiles.ROOT;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.foretide.deploy.DeployFiles.Query;
import dev.foretide.metrics.MetricsReference;
import dev.foretide.metrics.MetricsReference.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the deployment files take for granted: the names of metrics, each other's paths, and that
 * they parse. No engine runs here, neither Docker nor Grafana; {@code PrometheusIT} runs the rules.
 */
class DeployFilesTest {

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
    List<Path> files = DeployFiles.filesBelow(ROOT.resolve("deploy"), ".*\\.ya?ml");

    assertThat(files).hasSizeGreaterThanOrEqualTo(4);
    for (Path file : files) {
      assertThat(DeployFiles.yaml(file).isObject()).as(file.toString()).isTrue();
    }
  }

  @Test
  void shouldPinEveryImage() throws IOException {
    List<String> images = DeployFiles.yaml(DeployFiles.COMPOSE).findValuesAsText("image");
    List<String> bases =
        dockerfile().stream()
            .filter(line -> line.startsWith("FROM "))
            .map(line -> line.substring("FROM ".length()).replaceFirst(" AS .*", ""))
            .toList();

    assertThat(bases).hasSize(2);
    assertThat(images).hasSizeGreaterThanOrEqualTo(5);
    assertThat(Stream.concat(images.stream(), bases.stream()))
        .filteredOn(image -> !image.equals("foretide:dev"))
        .allSatisfy(image -> assertThat(image).matches("[a-z/-]+:v?\\d+\\.\\d+\\.\\d+[\\w.-]*"));
  }

  @Test
  void shouldCheckHealthOfEveryServiceThatStays() throws IOException {
    for (var entry : DeployFiles.yaml(DeployFiles.COMPOSE).get("services").properties()) {
      JsonNode service = entry.getValue();
      String restart = service.path("restart").asText();
      assertThat(restart).as(entry.getKey()).isIn("no", "unless-stopped");
      if (!restart.equals("no")) {
        assertThat(service.at("/healthcheck/test").isArray()).as(entry.getKey()).isTrue();
      }
    }
  }

  @Test
  void shouldPublishPortsOnLoopbackOnly() throws IOException {
    for (JsonNode ports :
        DeployFiles.yaml(DeployFiles.COMPOSE).get("services").findValues("ports")) {
      assertThat(ports).allSatisfy(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
    }
  }

  @Test
  void shouldMountFilesThatExist() throws IOException {
    List<String> mounts = new ArrayList<>();
    for (JsonNode volumes :
        DeployFiles.yaml(DeployFiles.COMPOSE).get("services").findValues("volumes")) {
      volumes.forEach(volume -> mounts.add(volume.asText()));
    }

    assertThat(mounts)
        .filteredOn(mount -> mount.startsWith("./"))
        .hasSizeGreaterThanOrEqualTo(5)
        .allSatisfy(mount -> assertThat(ROOT.resolve(mount.replaceFirst(":.*", ""))).exists());
  }

  @Test
  void shouldProvisionTheMountedDashboards() throws IOException {
    JsonNode provider =
        DeployFiles.yaml(ROOT.resolve("deploy/grafana/provisioning/dashboards/foretide.yml"));
    JsonNode grafana = DeployFiles.yaml(DeployFiles.COMPOSE).at("/services/grafana");

    String path = provider.at("/providers/0/options/path").asText();

    assertThat(grafana.get("volumes"))
        .anySatisfy(
            volume ->
                assertThat(volume.asText())
                    .isEqualTo("./deploy/grafana/dashboards:" + path + ":ro"));
    Path home =
        Path.of(grafana.at("/environment/GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH").asText());
    assertThat(home).hasParentRaw(Path.of(path));
    assertThat(DeployFiles.dashboards()).extracting(Path::getFileName).contains(home.getFileName());
  }

  @Test
  void shouldRunTheImageAsNumericUserThroughTheLauncher() throws IOException {
    assertThat(dockerfile())
        .anyMatch(line -> line.matches("USER [1-9]\\d*(:\\d+)?"))
        .contains("ENTRYPOINT [\"/opt/foretide/bin/foretide\"]");
  }

  @Test
  void shouldLetEveryCopiedPathThroughDockerignore() throws IOException {
    List<String> allowed =
        Files.readAllLines(ROOT.resolve(".dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    List<String> copied = new ArrayList<>();
    for (String line : dockerfile()) {
      if (line.startsWith("COPY ") && !line.contains("--from=")) {
        List<String> words = List.of(line.split(" +", -1));
        copied.addAll(words.subList(1, words.size() - 1));
      }
    }

    assertThat(copied)
        .isNotEmpty()
        .allSatisfy(path -> assertThat(ROOT.resolve(path)).exists())
        .allMatch(
            path -> allowed.stream().anyMatch(a -> path.equals(a) || path.startsWith(a + "/")));
  }

  @Test
  void shouldPassPromtool(@TempDir Path temp) throws Exception {
    assumeTrue(
        DeployFiles.isOnPath("promtool"),
        "promtool is not on PATH: configuration, queries and alerts unchecked");
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

    promtool("check", "config", DeployFiles.PROMETHEUS.toString());
    promtool("check", "rules", queries.toString());
    promtool("test", "rules", DeployFiles.ALERTS_TEST.toString());
  }

  private static void promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
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

  private static List<String> dockerfile() throws IOException {
    return Files.readAllLines(ROOT.resolve("deploy/docker/Dockerfile"));
  }
}
