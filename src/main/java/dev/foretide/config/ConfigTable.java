package dev.foretide.config;

import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/** The table of all keys, for people: plain text or Markdown. */
public final class ConfigTable {
  private ConfigTable() {}

  /** A Markdown table of key, type, default and meaning. */
  public static String markdown() {
    StringBuilder table =
        new StringBuilder("| key | type | default | meaning |\n| --- | --- | --- | --- |\n");
    for (Map.Entry<String, ConfigDef.ConfigKey> entry : Keys.definition().configKeys().entrySet()) {
      ConfigDef.ConfigKey key = entry.getValue();
      table
          .append("| `")
          .append(key.name)
          .append("` | ")
          .append(type(key))
          .append(" | ")
          .append(code(defaultOf(key)))
          .append(" | ")
          .append(key.documentation.replace("|", "\\|"))
          .append(" |\n");
    }
    return table
        .append(
            """
            | `kafka.*` | | | Goes to every Kafka client untouched: `kafka.security.protocol`, `kafka.sasl.jaas.config`, ... |
            | `apicurio.*` | | | Goes to the client of the schema registry untouched: `apicurio.auth.username`, `apicurio.auth.password`, ... |
            """)
        .toString();
  }

  /** One block per key. */
  public static String text() {
    StringBuilder text = new StringBuilder();
    for (ConfigDef.ConfigKey key : Keys.definition().configKeys().values()) {
      text.append("%-24s %-9s %s%n".formatted(key.name, type(key), defaultOf(key)))
          .append("    ")
          .append(key.documentation.replace("`", ""))
          .append(System.lineSeparator());
    }
    return text.append("kafka.*                  goes to every Kafka client untouched")
        .append(System.lineSeparator())
        .append("apicurio.*               goes to the client of the schema registry untouched")
        .append(System.lineSeparator())
        .toString();
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String type(ConfigDef.ConfigKey key) {
    return key.type.name().toLowerCase(Locale.ROOT);
  }

  private static String defaultOf(ConfigDef.ConfigKey key) {
    if (key.defaultValue == ConfigDef.NO_DEFAULT_VALUE || key.type == ConfigDef.Type.PASSWORD) {
      return "";
    }
    if (key.name.equals(Keys.STATE_DIR)) {
      return "~/.cache/foretide";
    }
    String value = ConfigDef.convertToString(key.defaultValue, key.type);
    return value == null ? "" : value;
  }
}
