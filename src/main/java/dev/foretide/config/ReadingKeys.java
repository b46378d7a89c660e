package dev.foretide.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** The keys that say how records are read. */
final class ReadingKeys {
  private ReadingKeys() {}

  /** Adds them, in the order in which they are documented. */
  static void define(ConfigDef keys) {
    keys.define(
            Keys.READINGS_TOPIC,
            ConfigDef.Type.LIST,
            "readings",
            ReadingKeys::checkTopics,
            HIGH,
            "Your topic of readings, several of them, or a regular expression between slashes, as in"
                + " `/plant-.*/`. Never created for you. Readings of several topics pass through a"
                + " topic of Foretide's own, keyed by series.")
        .define(
            Keys.READINGS_FORMAT,
            ConfigDef.Type.STRING,
            "json",
            ValidString.in("json", "connect", "otlp", "senml", "influx", Keys.AVRO, "json-schema"),
            MEDIUM,
            "Format of a record's value: `json`; `connect`, JSON of Kafka Connect and Debezium with"
                + " its schema; `otlp`, metrics of OpenTelemetry in JSON or protobuf; `senml` (RFC"
                + " 8428, JSON); `influx`, the line protocol; `avro`, whose schemas"
                + " are in the registry; `json-schema`, JSON behind the id of a schema.")
        .define(
            Keys.READINGS_FEATURES,
            ConfigDef.Type.LIST,
            "value",
            ReadingKeys::checkFeatures,
            HIGH,
            "Features of a reading, comma-separated: the name of a field, or `name:reference`, as in"
                + " `flow:/fields/flow`. A bare number is `value`.")
        .define(
            Keys.READINGS_TARGET,
            ConfigDef.Type.LIST,
            "",
            HIGH,
            "The forecast feature; default the first one. Of several, each is a series"
                + " `id:feature`, with the features that are no target beside it.")
        .define(
            Keys.READINGS_TIMESTAMP,
            ConfigDef.Type.STRING,
            "",
            ReadingKeys::checkReference,
            MEDIUM,
            "Reference to the time: ISO 8601 with an offset, a number, or digits in a text; default"
                + " the time that the format has by itself, else the record's timestamp.")
        .define(
            Keys.READINGS_TIMESTAMP_PRECISION,
            ConfigDef.Type.STRING,
            "milliseconds",
            ValidString.in("seconds", "milliseconds", "microseconds", "nanoseconds"),
            MEDIUM,
            "Unit of a time that is a number, since the epoch; fractions are allowed. Unless it is"
                + " set, the line protocol is in nanoseconds.")
        .define(
            Keys.READINGS_SERIES,
            ConfigDef.Type.LIST,
            "",
            ReadingKeys::checkReferences,
            MEDIUM,
            "References to the parts of the series id, which are joined by `/`; default the"
                + " record's key, or the name that the format has by itself.")
        .define(
            Keys.READINGS_SERIES_INCLUDE,
            ConfigDef.Type.STRING,
            "",
            ReadingKeys::checkPattern,
            MEDIUM,
            "Regular expression; series in whose id it is not found are skipped and counted.")
        .define(
            Keys.READINGS_EACH,
            ConfigDef.Type.STRING,
            "",
            ReadingKeys::checkPath,
            MEDIUM,
            "JSON Pointer with `*` for every element or member, as in `/metrics/*`: each is an item"
                + " with a reading of its own. Items without a feature are skipped and counted.")
        .define(
            Keys.READINGS_NAME,
            ConfigDef.Type.STRING,
            "",
            ReadingKeys::checkReference,
            MEDIUM,
            "Narrow records: reference to the name of the feature. Names that are no feature are"
                + " skipped and counted. In `readings.features`, `name:text` gives the text a name.")
        .define(
            Keys.READINGS_VALUE,
            ConfigDef.Type.STRING,
            "",
            ReadingKeys::checkReference,
            MEDIUM,
            "Narrow records: reference to the number of the feature; default `value`.")
        .define(
            Keys.READINGS_NUMBER_TEXT,
            ConfigDef.Type.STRING,
            "refuse",
            ValidString.in("refuse", "parse"),
            MEDIUM,
            "What becomes of a text where a number should be. `parse`: `\"24.7\"` is a number;"
                + " `NaN`, `unavailable` and `unknown` are missing.")
        .define(
            Keys.READINGS_MISSING,
            ConfigDef.Type.LIST,
            "",
            MEDIUM,
            "Values that stand for a missing one, such as `-999,9999,Bad,I/O Timeout`.")
        .define(
            Keys.READINGS_KEY_FORMAT,
            ConfigDef.Type.STRING,
            "string",
            ValidString.in("string", "json", "connect", "long"),
            MEDIUM,
            "What the record's key is. Unless it is set, a key that looks like JSON is refused, and"
                + " the refusal says so.")
        .define(
            Keys.READINGS_TOMBSTONES,
            ConfigDef.Type.STRING,
            "refuse",
            ValidString.in("refuse", "skip"),
            LOW,
            "What becomes of a record without a value, and of a row that Debezium reports deleted.")
        .define(
            Keys.READINGS_UNKNOWN_FIELDS,
            ConfigDef.Type.STRING,
            "ignore",
            ValidString.in("ignore", "refuse"),
            LOW,
            "What becomes of a reading with a field that is named nowhere, where all features are plain names. A reading without any"
                + " feature is always refused.")
        .define(
            Keys.READINGS_FUTURE_MAX,
            ConfigDef.Type.STRING,
            "1h",
            Keys.DURATION,
            LOW,
            "How far a reading's time may lie ahead of the wall clock.")
        .define(
            Keys.READINGS_PAST_MAX,
            ConfigDef.Type.STRING,
            "7305d",
            Keys.DURATION,
            LOW,
            "How far a reading's time may lie behind the wall clock.");
  }

  private static void checkReference(String key, Object value) {
    if (!"".equals(value)) {
      Keys.check(key, value, () -> Reference.parse((String) value));
    }
  }

  private static void checkReferences(String key, Object value) {
    for (Object each : (List<?>) value) {
      Keys.check(key, value, () -> Reference.parse((String) each));
    }
  }

  private static void checkFeatures(String key, Object value) {
    Set<String> names = new HashSet<>();
    if (((List<?>) value).isEmpty()) {
      throw new ConfigException(key, value, "must name at least one feature");
    }
    for (Object each : (List<?>) value) {
      Keys.check(
          key,
          value,
          () -> {
            String name = feature((String) each).name();
            if (!names.add(name)) {
              throw new IllegalArgumentException("names " + name + " twice");
            }
          });
    }
  }

  /**
   * A feature of the form {@code name} or {@code name:reference}.
   *
   * @throws IllegalArgumentException naming what is wrong with it
   */
  static ReadingSettings.Feature feature(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "a feature without a name, must be name or name:reference");
    }
    if (colon < 0
        && (name.startsWith("/") || name.startsWith("$") || name.equals(".") || name.equals("#"))) {
      throw new IllegalArgumentException(
          "feature %s is a reference without a name, must be name:%s".formatted(name, name));
    }
    return new ReadingSettings.Feature(
        name, Reference.parse(colon < 0 ? text : text.substring(colon + 1)));
  }

  private static void checkPath(String key, Object value) {
    String text = (String) value;
    if (!text.isEmpty() && !text.startsWith("/")) {
      throw new ConfigException(key, value, "must be a JSON Pointer with *, such as /metrics/*");
    }
  }

  private static void checkPattern(String key, Object value) {
    if (!"".equals(value)) {
      Keys.check(key, value, () -> Pattern.compile((String) value));
    }
  }

  private static void checkTopics(String key, Object value) {
    List<?> topics = (List<?>) value;
    if (topics.isEmpty()) {
      throw new ConfigException(key, value, "must name at least one topic");
    }
    String whole = String.join(",", topics.stream().map(String::valueOf).toList());
    if (isPattern(whole)) {
      Keys.check(key, value, () -> Pattern.compile(whole.substring(1, whole.length() - 1)));
    } else if (topics.stream().anyMatch(topic -> String.valueOf(topic).isBlank())) {
      throw new ConfigException(key, value, "must name topics, or a pattern between slashes");
    } else if (new HashSet<>(topics).size() < topics.size()) {
      throw new ConfigException(key, value, "names a topic twice");
    }
  }

  /** Whether topics are named by a regular expression between slashes. */
  static boolean isPattern(String topics) {
    return topics.length() > 2 && topics.startsWith("/") && topics.endsWith("/");
  }
}
