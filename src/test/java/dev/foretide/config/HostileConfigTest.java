package dev.foretide.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foretide.Mutations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration files that are damaged. */
class HostileConfigTest {
  @TempDir Path directory;

  @Test
  void shouldTakeOrRefuseDamagedFiles() {
    StringBuilder valid = new StringBuilder("bootstrap.servers=localhost:9092\n");
    Keys.definition()
        .configKeys()
        .forEach(
            (name, key) -> {
              if (key.hasDefault() && !name.startsWith("http.")) {
                valid.append(name).append('=').append(text(key.defaultValue)).append('\n');
              }
            });
    Path file = directory.resolve("foretide.properties");

    Mutations.survive(
        valid.toString().getBytes(UTF_8),
        5_000,
        ConfigFaultsException.class,
        16L << 20,
        bytes ->
            new ForetideConfig(ConfigSources.merge(Files.write(file, bytes), Map.of(), List.of())));
  }

  private static String text(Object value) {
    return value instanceof List<?> list
        ? String.join(",", list.stream().map(String::valueOf).toList())
        : String.valueOf(value);
  }
}
