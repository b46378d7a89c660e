package dev.foretide.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where values come from, the stronger last: a file, the environment ({@code FORETIDE_MODEL_LAYERS}
 * for {@code model.layers}), and what was set on the command line.
 */
public final class ConfigSources {
  private static final String PREFIX = "FORETIDE_";
  private static final List<String> UNTOUCHED = List.of(PREFIX + "KAFKA_", PREFIX + "APICURIO_");

  /** Variables of the launcher and the logger, which are not keys. */
  private static final Set<String> NOT_KEYS =
      Set.of(PREFIX + "JVM_OPTS", PREFIX + "LOG_LEVEL", PREFIX + "HOME");

  private ConfigSources() {}

  /**
   * Merges the sources into one map.
   *
   * @param file properties file, or null for none
   * @param settings {@code key=value} texts of the command line
   * @throws ConfigFaultsException if the file cannot be read or a text is no setting
   */
  public static Map<String, String> merge(
      @Nullable Path file, Map<String, String> environment, List<String> settings) {
    Map<String, String> merged = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    if (file != null) {
      merged.putAll(read(file));
    }
    merged.putAll(fromEnvironment(environment, faults));
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        faults.add("--set " + setting + ": must be key=value");
      } else {
        merged.put(setting.substring(0, equals).trim(), setting.substring(equals + 1).trim());
      }
    }
    if (!faults.isEmpty()) {
      throw new ConfigFaultsException(faults);
    }
    return merged;
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new ConfigFaultsException(List.of(file + ": no such file"));
    } catch (MalformedInputException e) {
      throw new ConfigFaultsException(List.of(file + ": is not UTF-8 text"));
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigFaultsException(List.of(file + ": cannot be read: " + e.getMessage()));
    }
    Map<String, String> values = new HashMap<>();
    properties.stringPropertyNames().forEach(k -> values.put(k, properties.getProperty(k).trim()));
    return values;
  }

  private static Map<String, String> fromEnvironment(
      Map<String, String> environment, List<String> faults) {
    Map<String, String> keys = new HashMap<>();
    Keys.definition().names().forEach(key -> keys.put(variable(key), key));
    Map<String, String> values = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (!name.startsWith(PREFIX) || NOT_KEYS.contains(name)) {
            return;
          }
          if (keys.containsKey(name)) {
            values.put(keys.get(name), value);
          } else if (UNTOUCHED.stream().anyMatch(name::startsWith)) {
            String rest = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
            values.put(rest.replace('_', '.'), value);
          } else {
            faults.add(name + ": no key of Foretide has this environment variable");
          }
        });
    return values;
  }

  /** The environment variable of a key. */
  static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }
}
