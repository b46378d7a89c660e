package dev.foretide.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the files of the repository that deployments use. */
public final class DeployFiles {

  /** The root of the repository: Maven's tests know it as basedir. */
  static final Path ROOT =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir"))).toAbsolutePath();

  static final Path COMPOSE = ROOT.resolve("docker-compose.yml");
  static final Path PROMETHEUS = ROOT.resolve("deploy/prometheus/prometheus.yml");
  static final Path RECORDING = ROOT.resolve("deploy/prometheus/recording.yml");
  static final Path ALERTS = ROOT.resolve("deploy/prometheus/alerts.yml");
  static final Path ALERTS_TEST = ROOT.resolve("deploy/prometheus/alerts_test.yml");

  private DeployFiles() {}

  /** A query of a dashboard, with Grafana's variables replaced by values. */
  public record Query(String where, String expression) {
    private static Query of(String where, JsonNode target) {
      return new Query(
          where,
          target
              .get("expr")
              .asText()
              .replace("$__rate_interval", "1m")
              .replace("$__interval", "1s")
              .replace("$window", "15m")
              .replace("$group", ".*"));
    }
  }

  static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  static JsonNode yaml(Path file) throws IOException {
    return new YAMLMapper().readTree(file.toFile());
  }

  /** The compose file with the variables of its .env. */
  static JsonNode compose() throws IOException {
    String text = Files.readString(COMPOSE);
    for (var variable : env().entrySet()) {
      text = text.replace("${" + variable.getKey() + "}", variable.getValue());
    }
    return new YAMLMapper().readTree(text);
  }

  static Map<String, String> env() throws IOException {
    Map<String, String> variables = new TreeMap<>();
    for (String line : Files.readAllLines(ROOT.resolve(".env"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("=", 2);
        variables.put(parts[0], parts[1]);
      }
    }
    return variables;
  }

  /** Without Helm's templates, which become YAML only when they are rendered. */
  static List<Path> yamlFilesBelow(Path folder) throws IOException {
    return filesBelow(folder, ".*\\.ya?ml").stream()
        .filter(file -> !file.getParent().endsWith("templates"))
        .toList();
  }

  static List<Path> filesBelow(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().matches(name)).sorted().toList();
    }
  }

  static List<Path> dashboards() throws IOException {
    return filesBelow(ROOT.resolve("deploy/grafana/dashboards"), ".*\\.json");
  }

  /** The panels that draw something: all but the rows. */
  static List<JsonNode> panels(Path dashboard) throws IOException {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : json(dashboard).get("panels")) {
      if (!panel.path("type").asText().equals("row")) {
        panels.add(panel);
      }
    }
    return panels;
  }

  /** Every query of the dashboards, those of annotations among them. */
  public static List<Query> dashboardQueries() throws IOException {
    List<Query> queries = new ArrayList<>();
    for (Path dashboard : dashboards()) {
      String file = dashboard.getFileName() + ": ";
      for (JsonNode annotation : json(dashboard).at("/annotations/list")) {
        queries.add(Query.of(file + annotation.get("name").asText(), annotation));
      }
      for (JsonNode panel : panels(dashboard)) {
        for (JsonNode target : panel.get("targets")) {
          queries.add(Query.of(file + panel.get("title").asText(), target));
        }
      }
    }
    return queries;
  }

  /** The names of the recording rules. */
  public static List<String> records() throws IOException {
    return yaml(RECORDING).findValuesAsText("record");
  }

  static List<JsonNode> alerts() throws IOException {
    return yaml(ALERTS).findParents("alert");
  }

  static List<String> ruleQueries() throws IOException {
    List<String> queries = new ArrayList<>(yaml(RECORDING).findValuesAsText("expr"));
    queries.addAll(yaml(ALERTS).findValuesAsText("expr"));
    return queries;
  }
}
