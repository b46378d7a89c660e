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
final class DeployFiles {

  /** The root of the repository: Maven's tests know it as basedir. */
  static final Path ROOT =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir"))).toAbsolutePath();

  static final Path COMPOSE = ROOT.resolve("docker-compose.yml");
  static final Path DASHBOARD = ROOT.resolve("deploy/grafana/dashboards/foretide.json");
  static final Path PROMETHEUS = ROOT.resolve("deploy/prometheus/prometheus.yml");
  static final Path RULES = ROOT.resolve("deploy/prometheus/rules.yml");

  private DeployFiles() {}

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
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.ya?ml"))
          .filter(file -> !file.getParent().endsWith("templates"))
          .sorted()
          .toList();
    }
  }

  /** The panels that draw something: all but the rows. */
  static List<JsonNode> panels() throws IOException {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : json(DASHBOARD).get("panels")) {
      if (!panel.path("type").asText().equals("row")) {
        panels.add(panel);
      }
    }
    return panels;
  }

  /** Every query of the dashboard, with Grafana's variables replaced by values. */
  static List<String> dashboardQueries() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode panel : panels()) {
      for (JsonNode target : panel.get("targets")) {
        queries.add(
            target
                .get("expr")
                .asText()
                .replace("$__rate_interval", "1m")
                .replace("$window", "15m")
                .replace("$group", ".*"));
      }
    }
    return queries;
  }

  static List<String> ruleQueries() throws IOException {
    return yaml(RULES).get("groups").findValuesAsText("expr");
  }
}
