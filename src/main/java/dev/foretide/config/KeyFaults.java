package dev.foretide.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** What is wrong with single keys, whatever the others say. */
final class KeyFaults {
  private KeyFaults() {}

  /** A line for each key that there is not, with the one that may be meant. */
  static List<String> unknownKeys(ConfigDef definition, Map<String, String> own) {
    List<String> faults = new ArrayList<>();
    for (String key : own.keySet()) {
      if (!definition.names().contains(key)) {
        faults.add("%s: unknown key%s".formatted(key, suggestion(definition, key)));
      }
    }
    return faults;
  }

  /** The first fault of each key whose value is wrong by itself. */
  static Map<String, String> wrongValues(ConfigDef definition, Map<String, String> own) {
    Map<String, String> wrong = new TreeMap<>();
    for (ConfigValue value : definition.validate(new HashMap<>(own))) {
      if (!value.errorMessages().isEmpty()) {
        wrong.put(value.name(), value.errorMessages().get(0));
      }
    }
    return wrong;
  }

  private static String suggestion(ConfigDef definition, String key) {
    String squeezed = squeeze(key);
    return definition.names().stream()
        .filter(name -> resembles(squeeze(name), squeezed) || name.endsWith("." + key))
        .findFirst()
        .map(name -> ", did you mean " + name + "?")
        .orElse("");
  }

  private static boolean resembles(String name, String key) {
    return name.startsWith(key) || key.startsWith(name);
  }

  private static String squeeze(String key) {
    return key.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
  }
}
