package dev.foretide.message.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of OTLP from protobuf to the tree that their JSON is, as far as it is looked into. Of
 * each message the fields that are read are listed with their numbers, as in {@code metrics.proto},
 * {@code common.proto} and {@code resource.proto} of opentelemetry-proto 1; all others are passed
 * over.
 */
final class OtlpProtobuf {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 32;

  /** How a field is read. */
  private enum Type {
    MESSAGE,
    REPEATED,
    TEXT,
    TRUTH,
    WHOLE,
    FIXED_TIME,
    FIXED_WHOLE,
    FIXED_UNSIGNED,
    DOUBLE
  }

  /**
   * A field of a message.
   *
   * @param message what it holds, if it is one
   */
  private record Field(String name, Type type, @Nullable Message message) {
    Field(String name, Type type) {
      this(name, type, null);
    }
  }

  /** Fields of a message by their number. */
  private record Message(Map<Integer, Field> fields) {}

  private static final Message ANY_VALUE =
      new Message(
          Map.of(
              1, new Field("stringValue", Type.TEXT),
              2, new Field("boolValue", Type.TRUTH),
              3, new Field("intValue", Type.WHOLE),
              4, new Field("doubleValue", Type.DOUBLE)));

  private static final Message KEY_VALUE =
      new Message(
          Map.of(1, new Field("key", Type.TEXT), 2, new Field("value", Type.MESSAGE, ANY_VALUE)));

  private static final Message NUMBER_POINT =
      new Message(
          Map.of(
              3, new Field("timeUnixNano", Type.FIXED_TIME),
              4, new Field("asDouble", Type.DOUBLE),
              6, new Field("asInt", Type.FIXED_WHOLE),
              7, new Field("attributes", Type.REPEATED, KEY_VALUE),
              8, new Field("flags", Type.WHOLE)));

  private static final Message HISTOGRAM_POINT =
      new Message(
          Map.of(
              3, new Field("timeUnixNano", Type.FIXED_TIME),
              4, new Field("count", Type.FIXED_UNSIGNED),
              5, new Field("sum", Type.DOUBLE),
              9, new Field("attributes", Type.REPEATED, KEY_VALUE),
              10, new Field("flags", Type.WHOLE),
              11, new Field("min", Type.DOUBLE),
              12, new Field("max", Type.DOUBLE)));

  private static final Message SUMMARY_POINT =
      new Message(
          Map.of(
              3, new Field("timeUnixNano", Type.FIXED_TIME),
              4, new Field("count", Type.FIXED_UNSIGNED),
              5, new Field("sum", Type.DOUBLE),
              7, new Field("attributes", Type.REPEATED, KEY_VALUE),
              8, new Field("flags", Type.WHOLE)));

  private static final Message METRIC =
      new Message(
          Map.of(
              1, new Field("name", Type.TEXT),
              3, new Field("unit", Type.TEXT),
              5, new Field("gauge", Type.MESSAGE, points(NUMBER_POINT)),
              7, new Field("sum", Type.MESSAGE, points(NUMBER_POINT)),
              9, new Field("histogram", Type.MESSAGE, points(HISTOGRAM_POINT)),
              11, new Field("summary", Type.MESSAGE, points(SUMMARY_POINT))));

  private static final Message SCOPE =
      new Message(
          Map.of(
              1, new Field("name", Type.TEXT),
              3, new Field("attributes", Type.REPEATED, KEY_VALUE)));

  private static final Message RESOURCE =
      new Message(Map.of(1, new Field("attributes", Type.REPEATED, KEY_VALUE)));

  private static final Message SCOPE_METRICS =
      new Message(
          Map.of(
              1, new Field("scope", Type.MESSAGE, SCOPE),
              2, new Field("metrics", Type.REPEATED, METRIC)));

  private static final Message RESOURCE_METRICS =
      new Message(
          Map.of(
              1, new Field("resource", Type.MESSAGE, RESOURCE),
              2, new Field("scopeMetrics", Type.REPEATED, SCOPE_METRICS)));

  private static final Message REQUEST =
      new Message(Map.of(1, new Field("resourceMetrics", Type.REPEATED, RESOURCE_METRICS)));

  private OtlpProtobuf() {}

  private static Message points(Message point) {
    return new Message(Map.of(1, new Field("dataPoints", Type.REPEATED, point)));
  }

  /**
   * Reads a request.
   *
   * @throws IOException where the bytes are none
   */
  static JsonNode read(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    ObjectNode request = message(in, REQUEST, 0);
    if (!in.isAtEnd()) {
      throw new IOException("bytes follow after the message");
    }
    return request;
  }

  private static ObjectNode message(CodedInputStream in, Message type, int depth)
      throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("messages nested deeper than " + DEEPEST);
    }
    ObjectNode message = NODES.objectNode();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Field field = type.fields().get(WireFormat.getTagFieldNumber(tag));
      if (field == null || WireFormat.getTagWireType(tag) != wireTypeOf(field.type())) {
        in.skipField(tag);
      } else {
        take(in, field, message, depth);
      }
    }
    return message;
  }

  private static int wireTypeOf(Type type) {
    return switch (type) {
      case MESSAGE, REPEATED, TEXT -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
      case TRUTH, WHOLE -> WireFormat.WIRETYPE_VARINT;
      case FIXED_TIME, FIXED_WHOLE, FIXED_UNSIGNED, DOUBLE -> WireFormat.WIRETYPE_FIXED64;
    };
  }

  private static void take(CodedInputStream in, Field field, ObjectNode message, int depth)
      throws IOException {
    String name = field.name();
    switch (field.type()) {
      case MESSAGE -> message.set(name, inner(in, field, depth));
      case REPEATED -> message.withArrayProperty(name).add(inner(in, field, depth));
      case TEXT -> message.put(name, in.readStringRequireUtf8());
      case TRUTH -> message.put(name, in.readBool());
      case WHOLE -> message.put(name, in.readInt64());
      case FIXED_TIME -> message.put(name, Long.toUnsignedString(in.readFixed64()));
      case FIXED_WHOLE, FIXED_UNSIGNED -> message.put(name, in.readSFixed64());
      case DOUBLE -> message.put(name, in.readDouble());
    }
  }

  private static ObjectNode inner(CodedInputStream in, Field field, int depth) throws IOException {
    if (field.message() == null) {
      throw new IllegalStateException("field " + field.name() + " is no message");
    }
    int limit = in.pushLimit(in.readRawVarint32());
    ObjectNode inner = message(in, field.message(), depth + 1);
    in.checkLastTagWas(0);
    in.popLimit(limit);
    return inner;
  }
}
