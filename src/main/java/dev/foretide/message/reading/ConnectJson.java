package dev.foretide.message.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * JSON as Kafka Connect's JsonConverter writes it: {@code {"schema":...,"payload":...}}, or the
 * payload alone. The schema says what a JSON value cannot: decimals are base64 of an unscaled
 * integer, times are numbers of a unit.
 *
 * <p>Logical types are those of Connect ({@code org.apache.kafka.connect.data}) and of Debezium
 * ({@code io.debezium.time}, {@code io.debezium.data}). In the tree a decimal is a number, and a
 * point in time an {@link Instant} in a {@link POJONode}. Immutable.
 */
final class ConnectJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String SCHEMA = "schema";
  private static final String PAYLOAD = "payload";

  /** More digits are no number of a sensor; the scale is a text that somebody sends. */
  private static final int MOST_DIGITS = 400;

  private ConnectJson() {}

  /** The payload with its logical types, or the value itself where it has no envelope. */
  static JsonNode payloadOf(JsonNode value) {
    JsonNode schema = value.get(SCHEMA);
    JsonNode payload = value.get(PAYLOAD);
    if (schema == null || payload == null || value.size() != 2) {
      return value;
    }
    return schema.isNull() ? payload : typed(schema, payload);
  }

  private static JsonNode typed(@Nullable JsonNode schema, JsonNode value) {
    if (schema == null || value.isNull()) {
      return value;
    }
    JsonNode logical = logical(schema, value);
    if (logical != null) {
      return logical;
    }
    return switch (schema.path("type").asText()) {
      case "struct" -> struct(schema, value);
      case "array" -> array(schema, value);
      case "map" -> map(schema, value);
      default -> value;
    };
  }

  private static JsonNode struct(JsonNode schema, JsonNode value) {
    if (!value.isObject()) {
      return value;
    }
    ObjectNode struct = ((ObjectNode) value).objectNode();
    struct.setAll((ObjectNode) value);
    for (JsonNode field : schema.path("fields")) {
      String name = field.path("field").asText();
      JsonNode member = value.get(name);
      if (member != null) {
        struct.set(name, typed(field, member));
      }
    }
    return struct;
  }

  private static JsonNode array(JsonNode schema, JsonNode value) {
    ArrayNode array = NODES.arrayNode();
    value.forEach(element -> array.add(typed(schema.get("items"), element)));
    return array;
  }

  /** A map whose keys are no texts is an array of pairs, and stays one. */
  private static JsonNode map(JsonNode schema, JsonNode value) {
    if (!value.isObject()) {
      return value;
    }
    ObjectNode map = NODES.objectNode();
    value
        .properties()
        .forEach(entry -> map.set(entry.getKey(), typed(schema.get("values"), entry.getValue())));
    return map;
  }

  private static @Nullable JsonNode logical(JsonNode schema, JsonNode value) {
    return switch (schema.path("name").asText()) {
      case "org.apache.kafka.connect.data.Decimal" ->
          value.isTextual() ? decimal(value, schema.path("parameters").path("scale")) : null;
      case "io.debezium.data.VariableScaleDecimal" ->
          decimal(value.path("value"), value.path("scale"));
      case "org.apache.kafka.connect.data.Timestamp", "io.debezium.time.Timestamp" ->
          instant(value, ChronoUnit.MILLIS);
      case "io.debezium.time.MicroTimestamp" -> instant(value, ChronoUnit.MICROS);
      case "io.debezium.time.NanoTimestamp" -> instant(value, ChronoUnit.NANOS);
      case "org.apache.kafka.connect.data.Date", "io.debezium.time.Date" ->
          instant(value, ChronoUnit.DAYS);
      default -> null;
    };
  }

  private static @Nullable JsonNode instant(JsonNode value, ChronoUnit unit) {
    if (!value.isIntegralNumber()) {
      return null;
    }
    try {
      return NODES.pojoNode(Instant.EPOCH.plus(value.longValue(), unit));
    } catch (java.time.DateTimeException | ArithmeticException e) {
      throw new RefusedReadingException(
          Reason.BAD_TIMESTAMP, "%s %s since the epoch is no time".formatted(value, unit));
    }
  }

  private static JsonNode decimal(JsonNode base64, JsonNode scale) {
    try {
      byte[] unscaled = Base64.getDecoder().decode(base64.asText());
      int places = Integer.parseInt(scale.asText());
      if (unscaled.length > 0
          && unscaled.length < MOST_DIGITS / 3
          && Math.abs((long) places) < MOST_DIGITS) {
        return DecimalNode.valueOf(new BigDecimal(new BigInteger(unscaled), places));
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new RefusedReadingException(
        Reason.NOT_A_NUMBER,
        "%s with the scale %s is no decimal of Kafka Connect"
            .formatted(Shown.text(base64.asText()), Shown.shortened(scale.asText())));
  }
}
