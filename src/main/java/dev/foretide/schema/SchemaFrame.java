package dev.foretide.schema;

import java.nio.ByteBuffer;

/**
 * The frame around an Avro message that Confluent's serializers began and others understand: a zero
 * byte, the id of the writer's schema as four bytes big-endian, then the value in Avro's binary
 * encoding.
 */
public final class SchemaFrame {
  /** Bytes before the value. */
  public static final int SIZE = 1 + Integer.BYTES;

  private static final byte MAGIC = 0;

  private SchemaFrame() {}

  /** What stands before a value that was written by a schema. */
  public static byte[] of(int id) {
    return ByteBuffer.allocate(SIZE).put(MAGIC).putInt(id).array();
  }

  /** Whether the bytes begin with a frame. */
  public static boolean isFramed(byte[] message) {
    return message.length >= SIZE && message[0] == MAGIC;
  }

  /** Id of the writer's schema of a framed message. */
  public static int idOf(byte[] message) {
    return ByteBuffer.wrap(message).getInt(1);
  }
}
