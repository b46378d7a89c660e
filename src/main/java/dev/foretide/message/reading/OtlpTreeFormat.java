package dev.foretide.message.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of OpenTelemetry, an {@code ExportMetricsServiceRequest} in JSON or protobuf.
 *
 * <p>Each data point is a tree: {@code {"name", "value", "unit", "attributes", "timeUnixNano"}},
 * with the value also under the name of its metric. It is enclosed by its attributes, those of its
 * scope and those of its resource. A point that is not recorded, and NaN, are without a value.
 * Owned by one thread.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/">OTLP</a>
 */
final class OtlpTreeFormat implements TreeFormat {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Field 1 of a message, of a length: how the protobuf form begins; also a line feed. */
  private static final byte FIRST_TAG = 0x0A;

  /** Flag of a data point without a value. */
  private static final int NOT_RECORDED = 1;

  private static final List<String> KINDS =
      List.of("gauge", "sum", "histogram", "exponentialHistogram", "summary");

  @Override
  public boolean fansOut() {
    return true;
  }

  @Override
  public List<Tree> read(SourceRecord record) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    List<Tree> points = new ArrayList<>();
    for (JsonNode resource : request(value).path("resourceMetrics")) {
      ObjectNode ofResource = attributes(resource.path("resource"));
      for (JsonNode scoped : resource.path("scopeMetrics")) {
        ObjectNode around = NODES.objectNode();
        around.putObject("resource").set("attributes", ofResource);
        ObjectNode scope = around.putObject("scope");
        scope.put("name", scoped.path("scope").path("name").asText(""));
        scope.set("attributes", attributes(scoped.path("scope")));
        Scope outer =
            Scope.of(around).within(ofResource, null).within(scope.get("attributes"), null);
        scoped.path("metrics").forEach(metric -> addPoints(metric, outer, points));
      }
    }
    return points;
  }

  private static JsonNode request(byte[] value) {
    if (value.length > 0 && value[0] == FIRST_TAG) {
      try {
        return OtlpProtobuf.read(value);
      } catch (IOException e) {
        // perhaps JSON behind an empty line
      }
    }
    JsonNode request = JsonTrees.read(value, 0, "the value", Reason.NOT_OTLP);
    if (!request.has("resourceMetrics")) {
      throw new RefusedReadingException(
          Reason.NOT_OTLP, "the value has no resourceMetrics, must be metrics of OTLP");
    }
    return request;
  }

  private static void addPoints(JsonNode metric, Scope outer, List<Tree> points) {
    String name = metric.path("name").asText("");
    for (String kind : KINDS) {
      for (JsonNode point : metric.path(kind).path("dataPoints")) {
        points.add(point(metric, name, point, outer));
      }
    }
  }

  private static Tree point(JsonNode metric, String name, JsonNode point, Scope outer) {
    ObjectNode item = NODES.objectNode();
    JsonNode value = valueOf(point);
    if (value != null) {
      item.set(name, value);
      item.set("value", value);
    }
    item.put("name", name);
    item.put("unit", metric.path("unit").asText(""));
    for (String part : List.of("count", "sum", "min", "max")) {
      if (point.has(part)) {
        item.set(part, number(point.get(part)));
      }
    }
    ObjectNode attributes = attributes(point);
    item.set("attributes", attributes);
    Long time = millis(point.path("timeUnixNano"));
    if (time != null) {
      item.putPOJO("timeUnixNano", Instant.ofEpochMilli(time));
    }
    return new Tree(outer.within(attributes, null).within(item, null), null, time, false);
  }

  /** Null where the point has no value of its own, as that of a histogram. */
  private static @Nullable JsonNode valueOf(JsonNode point) {
    if ((point.path("flags").asInt(0) & NOT_RECORDED) != 0) {
      return NODES.nullNode();
    }
    JsonNode given = point.has("asDouble") ? point.get("asDouble") : point.get("asInt");
    return given == null ? null : number(given);
  }

  /** Whole numbers of 64 bits, NaN and infinities are texts in JSON. */
  private static JsonNode number(JsonNode given) {
    if (given.isNumber() && !Double.isNaN(given.doubleValue())) {
      return given;
    }
    String text = given.asText();
    if (text.equals("NaN")) {
      return NODES.nullNode();
    }
    try {
      return text.endsWith("Infinity")
          ? NODES.numberNode(Double.parseDouble(text))
          : NODES.numberNode(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return NODES.textNode(text);
    }
  }

  private static @Nullable Long millis(JsonNode nanos) {
    try {
      long given = nanos.isTextual() ? Long.parseUnsignedLong(nanos.textValue()) : nanos.asLong();
      return given == 0 ? null : Long.valueOf(Long.divideUnsigned(given, 1_000_000));
    } catch (NumberFormatException e) {
      throw new RefusedReadingException(
          Reason.BAD_TIMESTAMP,
          "timeUnixNano is %s, must be nanoseconds".formatted(Shown.text(nanos.asText())));
    }
  }

  private static ObjectNode attributes(JsonNode owner) {
    ObjectNode attributes = NODES.objectNode();
    for (JsonNode pair : owner.path("attributes")) {
      JsonNode any = pair.path("value");
      if (any.size() == 1) {
        JsonNode only = any.elements().next();
        attributes.set(pair.path("key").asText(""), any.has("intValue") ? number(only) : only);
      }
    }
    return attributes;
  }
}
