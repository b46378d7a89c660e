package dev.foretide.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.apicurio.registry.serde.SerdeConfig;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.apicurio.registry.serde.strategy.TopicIdStrategy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What we ask a registry, whichever it is, beside what Apicurio's serializers ask. */
abstract class SchemaRegistryContract {
  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static final Schema READING =
      SchemaBuilder.record("Pump").fields().requiredDouble("flow").endRecord();

  private final String topic = "readings-" + TOPICS.incrementAndGet();
  private SchemaRegistry registry;

  abstract String url();

  @BeforeEach
  void open() {
    registry =
        new SchemaRegistry(new SchemaRegistry.Settings(url(), Map.of(), Duration.ofSeconds(5)));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Map<String, Object> serdes() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(SerdeConfig.REGISTRY_URL, url());
    settings.put(SerdeConfig.ENABLE_CONFLUENT_ID_HANDLER, true);
    settings.put(SerdeConfig.USE_ID, "contentId");
    settings.put(SerdeConfig.ENABLE_HEADERS, false);
    settings.put(SerdeConfig.AUTO_REGISTER_ARTIFACT, true);
    settings.put(SerdeConfig.AUTO_REGISTER_ARTIFACT_IF_EXISTS, "RETURN_OR_UPDATE");
    settings.put(SerdeConfig.ARTIFACT_RESOLVER_STRATEGY, TopicIdStrategy.class.getName());
    return settings;
  }

  @Test
  void shouldGiveTheSameSchemaTheSameId() throws UnknownSchemaException {
    int id = registry.register(topic, MessageSchema.SCORE);

    assertThat(registry.register(topic, MessageSchema.SCORE)).isEqualTo(id);
    assertThat(registry.register(topic, MessageSchema.FORECAST)).isNotEqualTo(id);
    assertThat(registry.schema(SchemaId.content(id))).isEqualTo(MessageSchema.SCORE);
  }

  @Test
  void shouldRegisterUnderTheNameOfTheTopic() {
    assertThat(registry.newest(topic)).isNull();

    int id = registry.register(topic, READING);

    SchemaRegistry.Registered newest = registry.newest(topic);
    assertThat(newest).isEqualTo(new SchemaRegistry.Registered(id, READING));
  }

  @Test
  void shouldFindTheSchemaOfAMessageOfApicuriosSerializer() throws UnknownSchemaException {
    byte[] message;
    try (AvroKafkaSerializer<GenericRecord> serializer = new AvroKafkaSerializer<>()) {
      serializer.configure(serdes(), false);
      message =
          serializer.serialize(topic, new GenericRecordBuilder(READING).set("flow", 21.5).build());
    }

    assertThat(SchemaFrame.isFramed(message)).isTrue();
    assertThat(message).startsWith(SchemaFrame.of(SchemaFrame.idOf(message)));
    assertThat(registry.schema(SchemaId.content(SchemaFrame.idOf(message)))).isEqualTo(READING);
    assertThat(registry.register(topic, READING)).isEqualTo(SchemaFrame.idOf(message));
  }

  @Test
  void shouldLetApicuriosDeserializerFindOurSchema() {
    byte[] frame = SchemaFrame.of(registry.register(topic, READING));
    byte[] message = new byte[frame.length + Double.BYTES];
    System.arraycopy(frame, 0, message, 0, frame.length);

    try (AvroKafkaDeserializer<GenericRecord> deserializer = new AvroKafkaDeserializer<>()) {
      deserializer.configure(serdes(), false);

      assertThat(deserializer.deserialize(topic, message).get("flow")).isEqualTo(0.0);
    }
  }

  @Test
  void shouldSayThatThereIsNoSuchSchema() {
    for (int id : new int[] {0, 987_654, Integer.MAX_VALUE, -1}) {
      assertThatThrownBy(() -> registry.schema(SchemaId.content(id)))
          .isInstanceOf(UnknownSchemaException.class);
    }
  }

  @Test
  void shouldNameTheRegistryThatDoesNotAnswer() {
    try (SchemaRegistry nowhere =
        new SchemaRegistry(
            new SchemaRegistry.Settings("http://127.0.0.1:1", Map.of(), Duration.ofSeconds(5)))) {
      assertThatThrownBy(() -> nowhere.register(topic, READING))
          .isInstanceOf(SchemaRegistryException.class)
          .hasMessageStartingWith("schema registry http://127.0.0.1:1: ")
          .hasMessageContaining("Connect");
    }
  }
}
