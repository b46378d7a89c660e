package dev.foretide.stream.cluster;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.ReadingFormat;
import dev.foretide.message.MessageFormats;
import dev.foretide.schema.MessageSchema;
import dev.foretide.schema.SchemaRegistry;
import dev.foretide.schema.SchemaRegistryException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** What is wrong with the schemas of the topics, each fault a line. Registers nothing. */
public final class SchemaCheck {
  private SchemaCheck() {}

  /** All faults; empty too where all messages are JSON. */
  public static List<String> faults(ForetideConfig config) {
    List<String> faults = new ArrayList<>();
    boolean reads = config.readings().format() == ReadingFormat.AVRO;
    boolean writes = config.messages().avro();
    if (!reads && !writes) {
      return faults;
    }
    ForetideConfig.Topics topics = config.topicNames();
    try (SchemaRegistry registry = MessageFormats.registry(config)) {
      if (reads) {
        for (String topic : topics.source().names()) {
          checkReadings(registry, topic, plainNames(config), faults);
        }
      }
      if (writes) {
        checkOurs(registry, topics.forecasts(), MessageSchema.FORECAST, faults);
        checkOurs(registry, topics.scores(), MessageSchema.SCORE, faults);
      }
    } catch (SchemaRegistryException e) {
      faults.add(String.valueOf(e.getMessage()));
    }
    return faults;
  }

  /** Features that are fields of the record itself; none where any of them stands deeper. */
  private static List<String> plainNames(ForetideConfig config) {
    return config.readings().isFlat()
        ? config.readings().features().stream().map(f -> f.reference().text()).toList()
        : List.of();
  }

  /** Readings may be of many schemas, and the first may be yet to come: only the newest is seen. */
  private static void checkReadings(
      SchemaRegistry registry, String topic, List<String> features, List<String> faults) {
    SchemaRegistry.Registered newest = registry.newest(topic);
    if (newest == null || newest.schema().getType() != Schema.Type.RECORD) {
      return;
    }
    List<String> fields = newest.schema().getFields().stream().map(Schema.Field::name).toList();
    if (!features.isEmpty() && features.stream().noneMatch(fields::contains)) {
      faults.add(
          "schema %d of topic %s has the fields %s, must have one of %s"
              .formatted(newest.id(), topic, fields, features));
    }
  }

  /** One who reads by the newest schema must understand ours. */
  private static void checkOurs(
      SchemaRegistry registry, String topic, Schema ours, List<String> faults) {
    SchemaRegistry.Registered newest = registry.newest(topic);
    if (newest != null
        && SchemaCompatibility.checkReaderWriterCompatibility(newest.schema(), ours).getType()
            == SchemaCompatibilityType.INCOMPATIBLE) {
      faults.add(
          "schema %d of topic %s cannot read what Foretide writes: remove it, or give the topic another name"
              .formatted(newest.id(), topic));
    }
  }
}
