package dev.foretide.deploy;

import static dev.foretide.deploy.DeployFiles.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.PublishedSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docker-compose.yml with its .env, and the image; no engine runs here. */
class ComposeIT {

  @Test
  void shouldPinEveryImage() throws IOException {
    List<String> images = DeployFiles.compose().findValuesAsText("image");
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
    for (var entry : DeployFiles.compose().get("services").properties()) {
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
    for (JsonNode ports : DeployFiles.compose().get("services").findValues("ports")) {
      assertThat(ports).allSatisfy(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
    }
  }

  @Test
  void shouldMountFilesThatExist() throws IOException {
    List<String> mounts = new ArrayList<>();
    for (JsonNode volumes : DeployFiles.compose().get("services").findValues("volumes")) {
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
    JsonNode grafana = DeployFiles.compose().at("/services/grafana");

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
  void shouldPassDockerCompose() throws Exception {
    ExternalTool compose = ExternalTool.assumeOnPath("docker-compose");

    String resolved = compose.run("-f", DeployFiles.COMPOSE.toString(), "config");

    assertThat(resolved).contains("foretide:dev").doesNotContain("${").doesNotContain("WARN");
  }

  @Test
  void shouldTakeEveryVariableFromTheEnvFile() throws IOException {
    Set<String> used = new TreeSet<>();
    Pattern.compile("\\$\\{(\\w+)}")
        .matcher(Files.readString(DeployFiles.COMPOSE))
        .results()
        .forEach(variable -> used.add(variable.group(1)));

    assertThat(used).isEqualTo(DeployFiles.env().keySet());
  }

  @Test
  void shouldRunNothingAsRoot() throws IOException {
    for (var service : DeployFiles.compose().get("services").properties()) {
      if (!service.getValue().get("image").asText().startsWith("foretide:")) {
        assertThat(service.getValue().path("user").asText())
            .as(service.getKey())
            .matches("[1-9]\\d*");
      }
    }
  }

  @Test
  void shouldSimulateReadingsThatForetideReads() throws Exception {
    ExternalTool awk = ExternalTool.assumeOnPath("awk");

    String lines = awk.run("-v", "seconds=0", "-v", "rounds=3", "-f", "deploy/docker/sensors.awk");

    assertThat(lines.lines().map(line -> line.split("\t", -1)))
        .hasSize(12)
        .allSatisfy(
            line -> {
              assertThat(line[0]).matches("boiler/[1-4]");
              assertThat(
                      PublishedSchemas.faults(
                          "schemas/reading.json", new ObjectMapper().readTree(line[1])))
                  .isEmpty();
            });
  }

  private static List<String> dockerfile() throws IOException {
    return Files.readAllLines(ROOT.resolve("deploy/docker/Dockerfile"));
  }
}
