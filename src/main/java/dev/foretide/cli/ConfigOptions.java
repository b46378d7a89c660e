package dev.foretide.cli;

import dev.foretide.config.ConfigSources;
import dev.foretide.config.ForetideConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that needs a configuration. */
final class ConfigOptions {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Properties file.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key; stronger than environment and file. Repeatable.")
  private List<String> settings = List.of();

  /** Reads and checks the configuration. */
  ForetideConfig load() {
    return new ForetideConfig(merged());
  }

  /** The same with defaults of the command for keys that nobody has set. */
  ForetideConfig load(Map<String, String> defaults) {
    Map<String, String> merged = merged();
    defaults.forEach(merged::putIfAbsent);
    return new ForetideConfig(merged);
  }

  /**
   * The same with defaults for keys that nobody has set, and values that are stronger than anything
   * set.
   */
  ForetideConfig load(Map<String, String> defaults, Map<String, String> overrides) {
    Map<String, String> merged = merged();
    defaults.forEach(merged::putIfAbsent);
    merged.putAll(overrides);
    return new ForetideConfig(merged);
  }

  /** Whatever somebody has set. */
  Map<String, String> all() {
    return merged();
  }

  /** What somebody has set for a key, or null. */
  @Nullable String given(String key) {
    return merged().get(key);
  }

  private Map<String, String> merged() {
    return ConfigSources.merge(file, System.getenv(), settings);
  }
}
