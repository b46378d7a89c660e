package dev.foretide.schema;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Values of one message, in the order of the writer's schema.
 *
 * <p>Bytes come from outside. A length may not lie beyond the message, so nothing is allocated that
 * the message does not hold; what is read past is not built. Values without bytes of their own,
 * such as an array of nulls, and records within themselves end at a fixed count and depth. All
 * methods throw {@link IOException} where bytes are damaged. Owned by one thread.
 */
public final class AvroInput {
  /** Values of a message beyond one for each of its bytes. */
  private static final int FREE_VALUES = 1_000;

  private static final int DEEPEST = 100;

  private @Nullable BinaryDecoder decoder;
  private int size;
  private long values;

  /** Begins with another message. */
  public void reset(byte[] message, int offset) {
    size = message.length - offset;
    values = (long) size + FREE_VALUES;
    decoder = DecoderFactory.get().binaryDecoder(message, offset, size, decoder);
  }

  /** Whether all has been read. */
  public boolean isEnd() throws IOException {
    return in().isEnd();
  }

  /** The schema of the next value: of a union the branch that was written, else the same. */
  public Schema branch(Schema schema) throws IOException {
    if (schema.getType() != Schema.Type.UNION) {
      return schema;
    }
    int branch = in().readIndex();
    int branches = schema.getTypes().size();
    if (branch < 0 || branch >= branches) {
      throw new IOException("branch %d of a union of %d".formatted(branch, branches));
    }
    return schema.getTypes().get(branch);
  }

  public int readInt() throws IOException {
    return in().readInt();
  }

  public long readLong() throws IOException {
    return in().readLong();
  }

  public float readFloat() throws IOException {
    return in().readFloat();
  }

  public double readDouble() throws IOException {
    return in().readDouble();
  }

  /** The symbol of an enum. */
  public String readSymbol(Schema schema) throws IOException {
    int symbol = in().readEnum();
    int symbols = schema.getEnumSymbols().size();
    if (symbol < 0 || symbol >= symbols) {
      throw new IOException("symbol %d of an enum of %d".formatted(symbol, symbols));
    }
    return schema.getEnumSymbols().get(symbol);
  }

  /** Bytes of the string that follows; {@link #readText} takes them. */
  public int readLength() throws IOException {
    long length = in().readLong();
    if (length < 0 || length > size) {
      throw new IOException("length %d in a message of %d bytes".formatted(length, size));
    }
    return (int) length;
  }

  /** The text of a string whose length has been read. */
  public String readText(int length) throws IOException {
    byte[] bytes = new byte[length];
    in().readFixed(bytes);
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Reads past so many bytes of a string whose length has been read. */
  public void skipBytes(int count) throws IOException {
    in().skipFixed(count);
  }

  public boolean readBoolean() throws IOException {
    return in().readBoolean();
  }

  /** So many bytes of a fixed, or of a value whose length has been read. */
  public byte[] readBytes(int length) throws IOException {
    if (length > size) {
      throw new IOException("length %d in a message of %d bytes".formatted(length, size));
    }
    byte[] bytes = new byte[length];
    in().readFixed(bytes);
    return bytes;
  }

  /** Elements of the next block of an array or map; 0 at its end. */
  public long readBlock() throws IOException {
    long count = in().readLong();
    if (count >= 0) {
      return count;
    }
    readLength(); // bytes of the block
    if (count == Long.MIN_VALUE) {
      throw new IOException("a block of " + count);
    }
    return -count;
  }

  /** Counts a value that is about to be read at a depth; ends what is too much or too deep. */
  public void enter(int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("values nested deeper than " + DEEPEST);
    }
    if (--values < 0) {
      throw new IOException("more values than a message of %d bytes may have".formatted(size));
    }
  }

  /** Reads past a value. */
  public void skip(Schema schema) throws IOException {
    skip(schema, 0);
  }

  private void skip(Schema schema, int depth) throws IOException {
    enter(depth);
    switch (schema.getType()) {
      case NULL -> {}
      case BOOLEAN -> in().skipFixed(1);
      case INT, ENUM -> in().readInt();
      case LONG -> in().readLong();
      case FLOAT -> in().skipFixed(Float.BYTES);
      case DOUBLE -> in().skipFixed(Double.BYTES);
      case FIXED -> in().skipFixed(schema.getFixedSize());
      case STRING, BYTES -> in().skipFixed(readLength());
      case UNION -> skip(branch(schema), depth + 1);
      case ARRAY -> skipBlocks(schema.getElementType(), false, depth + 1);
      case MAP -> skipBlocks(schema.getValueType(), true, depth + 1);
      case RECORD -> {
        for (Schema.Field field : schema.getFields()) {
          skip(field.schema(), depth + 1);
        }
      }
    }
  }

  /** Blocks of an array or map; a negative count says how many bytes its block has. */
  private void skipBlocks(Schema item, boolean named, int depth) throws IOException {
    for (long count = in().readLong(); count != 0; count = in().readLong()) {
      if (count < 0) {
        in().skipFixed(readLength());
        continue;
      }
      for (long i = 0; i < count; i++) {
        if (named) {
          in().skipFixed(readLength());
        }
        skip(item, depth);
      }
    }
  }

  private BinaryDecoder in() {
    if (decoder == null) {
      throw new IllegalStateException("there is no message to read");
    }
    return decoder;
  }
}
