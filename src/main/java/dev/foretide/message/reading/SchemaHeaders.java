package dev.foretide.message.reading;

import dev.foretide.message.reading.RefusedReadingException.Reason;
import dev.foretide.schema.SchemaId;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Ids of schemas in the headers of a record. They win over what the first bytes of the value seem
 * to say: with them the value has no frame.
 */
final class SchemaHeaders {
  /** Confluent's serializers since version 8: a marker, and four bytes of an id or a UUID. */
  private static final String CONFLUENT = "__value_schema_id";

  private static final String APICURIO_GLOBAL = "apicurio.value.globalId";
  private static final String APICURIO_CONTENT = "apicurio.value.contentId";
  private static final int ID = 0;
  private static final int UUID_MARK = 1;
  private static final int UUID_SIZE = 17;

  private SchemaHeaders() {}

  /** The id that the headers name; null where they name none. */
  static @Nullable SchemaId of(Headers headers) {
    Header confluent = headers.lastHeader(CONFLUENT);
    if (confluent != null) {
      return confluent(confluent.value());
    }
    Header global = headers.lastHeader(APICURIO_GLOBAL);
    if (global != null) {
      return SchemaId.global(number(APICURIO_GLOBAL, global.value()));
    }
    Header content = headers.lastHeader(APICURIO_CONTENT);
    return content == null ? null : SchemaId.content(number(APICURIO_CONTENT, content.value()));
  }

  private static SchemaId confluent(byte @Nullable [] value) {
    if (value != null && value.length == UUID_SIZE && value[0] == UUID_MARK) {
      ByteBuffer bytes = ByteBuffer.wrap(value, 1, UUID_SIZE - 1);
      return SchemaId.of(new UUID(bytes.getLong(), bytes.getLong()));
    }
    if (value != null && value.length == 1 + Integer.BYTES && value[0] == ID) {
      return SchemaId.content(ByteBuffer.wrap(value).getInt(1));
    }
    throw wrong(CONFLUENT, value, "0 and four bytes, or 1 and sixteen");
  }

  private static long number(String name, byte @Nullable [] value) {
    if (value == null || value.length != Long.BYTES) {
      throw wrong(name, value, "eight bytes");
    }
    return ByteBuffer.wrap(value).getLong();
  }

  private static RefusedReadingException wrong(
      String name, byte @Nullable [] value, String expected) {
    return new RefusedReadingException(
        Reason.UNKNOWN_SCHEMA,
        "header %s has %s, must be %s"
            .formatted(name, value == null ? "no value" : value.length + " bytes", expected));
  }
}
