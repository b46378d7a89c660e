package dev.foretide.schema;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * By what a message names its schema.
 *
 * @param kind what the number is in the registry
 * @param number the number; 0 where there is a UUID
 * @param uuid the UUID; null where there is a number
 */
public record SchemaId(Kind kind, long number, @Nullable UUID uuid) {
  /** What an id identifies. */
  public enum Kind {
    /** A content, as in the Confluent-compatible API, and in the frame of a message. */
    CONTENT,
    /** A version, as Apicurio numbers them over all its artifacts. */
    GLOBAL,
    /** A content under all registries of Confluent, since version 8. */
    UUID
  }

  /** The id of a content. */
  public static SchemaId content(long id) {
    return new SchemaId(Kind.CONTENT, id, null);
  }

  /** The id of a content as a frame holds it: four bytes without a sign. */
  public static SchemaId content(int id) {
    return content(Integer.toUnsignedLong(id));
  }

  /** The id of a version. */
  public static SchemaId global(long id) {
    return new SchemaId(Kind.GLOBAL, id, null);
  }

  /** The UUID of a content. */
  public static SchemaId of(UUID uuid) {
    return new SchemaId(Kind.UUID, 0, uuid);
  }

  /** As log lines and refusals name it. */
  @Override
  public String toString() {
    return switch (kind) {
      case CONTENT -> Long.toString(number);
      case GLOBAL -> kind.name().toLowerCase(Locale.ROOT) + " " + number;
      case UUID -> String.valueOf(uuid);
    };
  }
}
