package dev.foretide.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the Dockerfile copies, laid out in a folder, started as the image starts it. */
@DisabledOnOs(OS.WINDOWS)
class ImageLayoutIT {
  private static final Pattern COPIED =
      Pattern.compile("(?m)^COPY (?:--from=build /src/)?(\\S+) /opt/foretide/(\\S+)$");

  @TempDir Path image;

  @Test
  void shouldStartFromTheLayoutOfTheImage() throws Exception {
    String dockerfile = Files.readString(DeployFiles.ROOT.resolve("deploy/docker/Dockerfile"));
    for (MatchResult copied : COPIED.matcher(dockerfile).results().toList()) {
      copy(DeployFiles.ROOT.resolve(copied.group(1)), image.resolve(copied.group(2)));
    }
    String entryPoint = words(dockerfile, "ENTRYPOINT").get(0).replace("/opt/foretide", "");
    String java = System.getProperty("java.home");

    String printed =
        new ExternalTool(image + entryPoint)
            .run(
                Map.of("JAVA_HOME", java, "FORETIDE_HTTP_BIND", "0.0.0.0"),
                new byte[0],
                "validate",
                "-c",
                "deploy/foretide.properties");
    String help =
        new ExternalTool(image + entryPoint)
            .run(
                Map.of("JAVA_HOME", java),
                new byte[0],
                words(dockerfile, "(?<=\n)CMD").toArray(String[]::new));

    assertThat(printed).contains("The configuration is valid.").doesNotContain("building");
    assertThat(help).contains("run", "replay", "topics");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** The words of an instruction in JSON form. */
  private static List<String> words(String dockerfile, String instruction) throws IOException {
    MatchResult line =
        Pattern.compile(instruction + " (\\[.*])").matcher(dockerfile).results().findFirst().get();
    List<String> words = new ArrayList<>();
    for (JsonNode word : new ObjectMapper().readTree(line.group(1))) {
      words.add(word.asText());
    }
    return words;
  }
}
