package dev.foretide.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foretide.PublishedSchemas;
import dev.foretide.config.ForetideConfig;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients in deploy/examples, on the forecast that deploy/asyncapi.yaml shows. */
class ExamplesIT {
  private static final Path EXAMPLES = DeployFiles.ROOT.resolve("deploy/examples");
  private static final byte[] FORECAST =
      PublishedSchemas.read("asyncapi.yaml")
          .at("/components/messages/forecast/examples/0/payload")
          .toString()
          .getBytes(UTF_8);

  @TempDir Path temp;

  @Test
  void shouldReadForecastsInJava() throws Exception {
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Xlint:all",
                "-Werror",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                temp.toString(),
                EXAMPLES.resolve("java/ForecastConsumer.java").toString());
    assertThat(failed).isZero();

    Object lines;
    try (URLClassLoader loader = new URLClassLoader(new URL[] {temp.toUri().toURL()})) {
      Method read = loader.loadClass("ForecastConsumer").getDeclaredMethod("lines", byte[].class);
      read.setAccessible(true);
      lines = read.invoke(null, (Object) FORECAST);
    }

    assertThat(lines)
        .isEqualTo(
            List.of(
                "pump/1 2026-11-23T00:00:00Z 20.1698 [19.3891, 20.8741] lstm",
                "pump/1 2026-11-23T00:01:00Z 20.2847 [19.4855, 21.0359] lstm",
                "pump/1 2026-11-23T00:02:00Z 20.6389 [19.8937, 21.3444] lstm"));
  }

  @Test
  void shouldReadForecastsInPython() throws Exception {
    ExternalTool python = ExternalTool.assumeOnPath("python3");
    // The library is not asked for: only its names are there.
    Files.writeString(temp.resolve("confluent_kafka.py"), "Consumer = KafkaException = None\n");

    String lines =
        python.run(
            Map.of(
                "PYTHONPATH",
                temp + ":" + EXAMPLES.resolve("python"),
                "PYTHONDONTWRITEBYTECODE",
                "1"),
            FORECAST,
            "-W",
            "error",
            "-c",
            "import sys, forecast_consumer as f; print(*f.lines(sys.stdin.read()), sep='\\n')");

    assertThat(lines.lines())
        .containsExactly(
            "pump/1 2026-11-23T00:00:00+00:00 20.1698 [19.3891, 20.8741] lstm",
            "pump/1 2026-11-23T00:01:00+00:00 20.2847 [19.4855, 21.0359] lstm",
            "pump/1 2026-11-23T00:02:00+00:00 20.6389 [19.8937, 21.3444] lstm");
  }

  @Test
  void shouldSinkTheForecastsTopicAsItIsWritten() throws IOException {
    JsonNode sink = DeployFiles.json(EXAMPLES.resolve("connect/forecasts-s3.json")).get("config");

    assertThat(sink.get("topics").asText())
        .isEqualTo(new ForetideConfig(Map.of("bootstrap.servers", "x:1")).topicNames().forecasts());
    assertThat(sink.get("key.converter").asText())
        .isEqualTo("org.apache.kafka.connect.storage.StringConverter");
    assertThat(sink.get("value.converter").asText())
        .isEqualTo("org.apache.kafka.connect.json.JsonConverter");
    assertThat(sink.get("value.converter.schemas.enable").asText()).isEqualTo("false");
    assertThat(sink).allSatisfy(value -> assertThat(value.isTextual()).isTrue());
  }

  @Test
  void shouldNameItsFilesInItsReadmes() throws IOException {
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      for (Path folder : folders.toList()) {
        String readme = Files.readString(folder.resolve("README.md"));
        try (Stream<Path> files = Files.list(folder)) {
          assertThat(files)
              .filteredOn(file -> !file.endsWith("README.md"))
              .isNotEmpty()
              .allSatisfy(
                  file ->
                      assertThat(readme).contains(DeployFiles.ROOT.relativize(file).toString()));
        }
      }
    }
  }
}
