package dev.foretide.message.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import dev.foretide.schema.AvroInput;
import dev.foretide.schema.SchemaId;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Avro as a tree, where what is asked for stands deeper than in the fields of a record. Decimals
 * are numbers, times are {@link Instant}s, or {@link LocalDateTime}s where they have no zone. Owned
 * by one thread.
 */
final class AvroTreeFormat implements TreeFormat {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final long DAY_MILLIS = 86_400_000;

  private final AvroReadingDecoder.Schemas schemas;
  private final AvroInput input = new AvroInput();

  AvroTreeFormat(AvroReadingDecoder.Schemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public List<Tree> read(SourceRecord record) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    SchemaId id = AvroReadingDecoder.start(input, record, value);
    Schema schema = AvroReadingDecoder.schemaOf(schemas, id);
    try {
      JsonNode tree = tree(schema, 0);
      if (!input.isEnd()) {
        throw new IOException("bytes follow after the reading");
      }
      return List.of(Tree.of(Scope.of(tree)));
    } catch (IOException | RuntimeException e) {
      if (e instanceof RefusedReadingException refused) {
        throw refused;
      }
      throw new RefusedReadingException(
          Reason.NOT_AVRO,
          "the value is not as schema %s says: %s"
              .formatted(id, e.getMessage() == null ? e : e.getMessage()));
    }
  }

  private JsonNode tree(Schema schema, int depth) throws IOException {
    input.enter(depth);
    Schema type = input.branch(schema);
    return switch (type.getType()) {
      case NULL -> NODES.nullNode();
      case BOOLEAN -> NODES.booleanNode(input.readBoolean());
      case INT -> whole(type.getLogicalType(), input.readInt());
      case LONG -> whole(type.getLogicalType(), input.readLong());
      case FLOAT -> NODES.numberNode(input.readFloat());
      case DOUBLE -> NODES.numberNode(input.readDouble());
      case STRING -> NODES.textNode(input.readText(input.readLength()));
      case ENUM -> NODES.textNode(input.readSymbol(type));
      case BYTES -> bytes(type.getLogicalType(), input.readBytes(input.readLength()));
      case FIXED -> bytes(type.getLogicalType(), input.readBytes(type.getFixedSize()));
      case ARRAY -> array(type, depth);
      case MAP -> map(type, depth);
      case RECORD -> members(type, depth);
      case UNION -> throw new IOException("a union within a union");
    };
  }

  private JsonNode members(Schema type, int depth) throws IOException {
    ObjectNode members = NODES.objectNode();
    for (Schema.Field field : type.getFields()) {
      members.set(field.name(), tree(field.schema(), depth + 1));
    }
    return members;
  }

  private JsonNode array(Schema type, int depth) throws IOException {
    ArrayNode array = NODES.arrayNode();
    for (long count = input.readBlock(); count != 0; count = input.readBlock()) {
      for (long i = 0; i < count; i++) {
        array.add(tree(type.getElementType(), depth + 1));
      }
    }
    return array;
  }

  private JsonNode map(Schema type, int depth) throws IOException {
    ObjectNode map = NODES.objectNode();
    for (long count = input.readBlock(); count != 0; count = input.readBlock()) {
      for (long i = 0; i < count; i++) {
        String key = input.readText(input.readLength());
        map.set(key, tree(type.getValueType(), depth + 1));
      }
    }
    return map;
  }

  private static JsonNode whole(@Nullable LogicalType logical, long units) {
    return switch (logical == null ? "" : logical.getName()) {
      case "date" -> NODES.pojoNode(Instant.ofEpochMilli(units * DAY_MILLIS));
      case "timestamp-millis" -> NODES.pojoNode(Instant.ofEpochMilli(units));
      case "timestamp-micros" -> NODES.pojoNode(instant(units, 1_000_000));
      case "timestamp-nanos" -> NODES.pojoNode(instant(units, 1_000_000_000));
      case "local-timestamp-millis" -> NODES.pojoNode(local(units, 1_000));
      case "local-timestamp-micros" -> NODES.pojoNode(local(units, 1_000_000));
      case "local-timestamp-nanos" -> NODES.pojoNode(local(units, 1_000_000_000));
      default -> NODES.numberNode(units);
    };
  }

  private static Instant instant(long units, int perSecond) {
    return local(units, perSecond).toInstant(ZoneOffset.UTC);
  }

  private static LocalDateTime local(long units, int perSecond) {
    int nanos = (int) (Math.floorMod(units, perSecond) * (1_000_000_000L / perSecond));
    return LocalDateTime.ofEpochSecond(Math.floorDiv(units, perSecond), nanos, ZoneOffset.UTC);
  }

  private static JsonNode bytes(@Nullable LogicalType logical, byte[] bytes) {
    return logical instanceof LogicalTypes.Decimal decimal && bytes.length > 0
        ? NODES.numberNode(new BigDecimal(new BigInteger(bytes), decimal.getScale()))
        : NODES.binaryNode(bytes);
  }
}
