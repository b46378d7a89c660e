package dev.foretide.exchange;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One protobuf message in the making: fields are written in the order of the calls, a repeated
 * field by repeated calls (https://protobuf.dev/programming-guides/encoding/). Owned by one thread.
 */
final class ProtobufMessage {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  /** Adds an int32, int64 or enum field. */
  ProtobufMessage number(int field, long value) {
    return write(() -> out.writeInt64(field, value));
  }

  ProtobufMessage text(int field, String value) {
    return write(() -> out.writeString(field, value));
  }

  ProtobufMessage bytes(int field, byte[] value) {
    return write(() -> out.writeByteArray(field, value));
  }

  ProtobufMessage message(int field, ProtobufMessage value) {
    return bytes(field, value.toBytes());
  }

  byte[] toBytes() {
    write(out::flush);
    return bytes.toByteArray();
  }

  private interface Write {
    void run() throws IOException;
  }

  private ProtobufMessage write(Write write) {
    try {
      write.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a byte array does not fail
    }
  }
}
