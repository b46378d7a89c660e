package dev.foretide.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.foretide.nn.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The safetensors file format, written with float32 tensors only: 8 bytes little-endian header
 * length, a JSON header, raw tensors (https://github.com/huggingface/safetensors, "Format").
 *
 * <p>Our files carry a CRC-32C of the whole file, taken with the eight digits of the sum as zeros,
 * as {@code checksum} in {@code __metadata__}. Reading allocates only what the length of the bytes
 * allows.
 *
 * @param metadata texts by name, without the checksum
 * @param tensors tensors by name, in file order
 */
public record Safetensors(Map<String, String> metadata, Map<String, Tensor> tensors) {
  static final String METADATA = "__metadata__";
  private static final String CHECKSUM = "checksum";
  private static final byte[] CHECKSUM_FIELD =
      "\"checksum\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final String NO_SUM = "00000000";
  static final int LENGTH_BYTES = 8;
  private static final int LARGEST_HEADER = 1 << 20;
  static final JsonFactory JSON = new JsonFactory();

  /** The bytes of a file. */
  public static byte[] write(Map<String, String> metadata, Collection<Tensor> tensors) {
    byte[] header = header(metadata, tensors);
    int padding = Math.floorMod(-header.length, 8);
    int data = tensors.stream().mapToInt(t -> t.data().length * Float.BYTES).sum();
    ByteBuffer file =
        ByteBuffer.allocate(LENGTH_BYTES + header.length + padding + data)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length + padding).put(header);
    for (int i = 0; i < padding; i++) {
      file.put((byte) ' ');
    }
    for (Tensor tensor : tensors) {
      for (float value : tensor.data()) {
        file.putFloat(value);
      }
    }
    byte[] bytes = file.array();
    byte[] sum = checksum(bytes).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(sum, 0, bytes, checksumAt(bytes), sum.length);
    return bytes;
  }

  private static byte[] header(Map<String, String> metadata, Collection<Tensor> tensors) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(header)) {
      json.writeStartObject();
      json.writeObjectFieldStart(METADATA);
      json.writeStringField(CHECKSUM, NO_SUM);
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      int offset = 0;
      for (Tensor tensor : tensors) {
        int end = offset + tensor.data().length * Float.BYTES;
        json.writeObjectFieldStart(tensor.name());
        json.writeStringField("dtype", "F32");
        json.writeFieldName("shape");
        json.writeArray(tensor.shape(), 0, tensor.shape().length);
        json.writeFieldName("data_offsets");
        json.writeArray(new int[] {offset, end}, 0, 2);
        json.writeEndObject();
        offset = end;
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a byte array does not fail
    }
    return header.toByteArray();
  }

  /**
   * Reads a file of ours.
   *
   * @throws ModelFormatException naming what is wrong
   */
  public static Safetensors read(byte[] bytes) {
    requireHeader(bytes);
    verifyChecksum(bytes);
    Safetensors file = new SafetensorsReader(bytes, Set.of("F32")).read();
    file.metadata().remove(CHECKSUM);
    return file;
  }

  /**
   * Reads a file that others wrote: without our checksum, and with F64, F16 and BF16, which become
   * float32.
   *
   * @throws ModelFormatException naming what is wrong
   */
  public static Safetensors readForeign(byte[] bytes) {
    requireHeader(bytes);
    return new SafetensorsReader(bytes, SafetensorsReader.TYPES).read();
  }

  private static void requireHeader(byte[] bytes) {
    if (bytes.length < LENGTH_BYTES + 2) {
      throw new ModelFormatException("only " + bytes.length + " bytes, too short for safetensors");
    }
    long headerLength = SafetensorsReader.headerLength(bytes);
    if (headerLength < 2 || headerLength > Math.min(LARGEST_HEADER, bytes.length - LENGTH_BYTES)) {
      throw new ModelFormatException(
          "header length %d in a file of %d bytes, must be 2 to %d and inside the file"
              .formatted(headerLength, bytes.length, LARGEST_HEADER));
    }
  }

  private static void verifyChecksum(byte[] bytes) {
    int at = checksumAt(bytes);
    if (at < 0 || at + NO_SUM.length() > bytes.length) {
      throw new ModelFormatException("no checksum in __metadata__");
    }
    String given = new String(bytes, at, NO_SUM.length(), StandardCharsets.US_ASCII);
    byte[] blank = bytes.clone();
    Arrays.fill(blank, at, at + NO_SUM.length(), (byte) '0');
    String expected = checksum(blank);
    if (!expected.equals(given)) {
      throw new ModelFormatException("checksum is " + given + ", the bytes give " + expected);
    }
  }

  private static String checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return "%08x".formatted(crc.getValue());
  }

  /**
   * Position of the eight digits. A quote inside a JSON text is escaped, so the first hit is it.
   */
  private static int checksumAt(byte[] bytes) {
    int end = Math.min(bytes.length, LARGEST_HEADER) - CHECKSUM_FIELD.length;
    for (int i = LENGTH_BYTES; i <= end; i++) {
      if (Arrays.equals(
          bytes, i, i + CHECKSUM_FIELD.length, CHECKSUM_FIELD, 0, CHECKSUM_FIELD.length)) {
        return i + CHECKSUM_FIELD.length;
      }
    }
    return -1;
  }
}
