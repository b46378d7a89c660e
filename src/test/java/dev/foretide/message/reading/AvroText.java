package dev.foretide.message.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foretide.message.JsonText;
import dev.foretide.schema.SchemaFrame;
import io.apicurio.registry.serde.SerdeConfig;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.apicurio.registry.serde.strategy.TopicIdStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** Messages in Avro as the JSON that Foretide would have written, and Apicurio's own serdes. */
public final class AvroText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private AvroText() {}

  /** Settings of Apicurio's serdes for frames with the id in the value. */
  private static Map<String, Object> serdes(String url) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(SerdeConfig.REGISTRY_URL, url);
    settings.put(SerdeConfig.ENABLE_CONFLUENT_ID_HANDLER, true);
    settings.put(SerdeConfig.USE_ID, "contentId");
    settings.put(SerdeConfig.ENABLE_HEADERS, false);
    settings.put(SerdeConfig.AUTO_REGISTER_ARTIFACT, true);
    settings.put(SerdeConfig.AUTO_REGISTER_ARTIFACT_IF_EXISTS, "RETURN_OR_UPDATE");
    settings.put(SerdeConfig.ARTIFACT_RESOLVER_STRATEGY, TopicIdStrategy.class.getName());
    return settings;
  }

  public static AvroKafkaDeserializer<GenericRecord> deserializer(String url) {
    AvroKafkaDeserializer<GenericRecord> deserializer = new AvroKafkaDeserializer<>();
    deserializer.configure(serdes(url), false);
    return deserializer;
  }

  public static AvroKafkaSerializer<GenericRecord> serializer(String url) {
    AvroKafkaSerializer<GenericRecord> serializer = new AvroKafkaSerializer<>();
    serializer.configure(serdes(url), false);
    return serializer;
  }

  /** A framed message by its schema. */
  public static GenericRecord read(Schema schema, byte[] message) {
    try {
      return new GenericDatumReader<GenericRecord>(schema)
          .read(
              null,
              DecoderFactory.get()
                  .binaryDecoder(
                      Arrays.copyOfRange(message, SchemaFrame.SIZE, message.length), null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The record as JSON, with numbers of so many digits, as where JSON is configured. */
  public static JsonNode json(Object value, Schema schema, int digits) {
    return switch (schema.getType()) {
      case RECORD -> {
        ObjectNode object = NODES.objectNode();
        for (Schema.Field field : schema.getFields()) {
          Object each = ((GenericRecord) value).get(field.pos());
          object.set(field.name(), json(each, field.schema(), digits));
        }
        yield object;
      }
      case MAP -> {
        ObjectNode object = NODES.objectNode();
        ((Map<?, ?>) value)
            .forEach(
                (key, each) ->
                    object.set(key.toString(), json(each, schema.getValueType(), digits)));
        yield object;
      }
      case ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        ((Collection<?>) value)
            .forEach(each -> array.add(json(each, schema.getElementType(), digits)));
        yield array;
      }
      case UNION ->
          value == null ? NODES.nullNode() : json(value, schema.getTypes().get(1), digits);
      case LONG -> NODES.textNode(Instant.ofEpochMilli((long) value).toString());
      case INT -> NODES.numberNode((int) value);
      case BOOLEAN -> NODES.booleanNode((boolean) value);
      case FLOAT, DOUBLE -> number(((Number) value).doubleValue(), digits);
      default -> NODES.textNode(value.toString());
    };
  }

  private static JsonNode number(double value, int digits) {
    try {
      return JSON.readTree(
          new String(new JsonText(digits).number(value).bytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
