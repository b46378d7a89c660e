package dev.foretide.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.foretide.nn.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The safetensors file format, float32 tensors only: 8 bytes little-endian header length, a JSON
 * header, raw tensors (https://github.com/huggingface/safetensors, "Format").
 *
 * <p>Our files carry a CRC-32C of the whole file, taken with the eight digits of the sum as zeros,
 * as {@code checksum} in {@code __metadata__}. Reading allocates only what the length of the bytes
 * allows.
 *
 * @param metadata texts by name, without the checksum
 * @param tensors tensors by name, in file order
 */
public record Safetensors(Map<String, String> metadata, Map<String, Tensor> tensors) {
  private static final String METADATA = "__metadata__";
  private static final String CHECKSUM = "checksum";
  private static final byte[] CHECKSUM_FIELD =
      "\"checksum\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final String NO_SUM = "00000000";
  private static final int LENGTH_BYTES = 8;
  private static final int LARGEST_HEADER = 1 << 20;
  private static final JsonFactory JSON = new JsonFactory();

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
   * Reads a file.
   *
   * @throws ModelFormatException naming what is wrong
   */
  public static Safetensors read(byte[] bytes) {
    if (bytes.length < LENGTH_BYTES + 2) {
      throw new ModelFormatException("only " + bytes.length + " bytes, too short for safetensors");
    }
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long headerLength = file.getLong();
    if (headerLength < 2 || headerLength > Math.min(LARGEST_HEADER, bytes.length - LENGTH_BYTES)) {
      throw new ModelFormatException(
          "header length %d in a file of %d bytes, must be 2 to %d and inside the file"
              .formatted(headerLength, bytes.length, LARGEST_HEADER));
    }
    verifyChecksum(bytes);
    int dataStart = LENGTH_BYTES + (int) headerLength;
    try (JsonParser json = JSON.createParser(bytes, LENGTH_BYTES, (int) headerLength)) {
      return new HeaderReader(json, file, dataStart).read();
    } catch (IOException e) {
      throw new ModelFormatException("header is not JSON: " + e.getMessage(), e);
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

  /** Walks through the JSON header and takes the tensors from the data behind it. */
  private static final class HeaderReader {
    private final JsonParser json;
    private final ByteBuffer file;
    private final int dataStart;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private long nextOffset;

    HeaderReader(JsonParser json, ByteBuffer file, int dataStart) {
      this.json = json;
      this.file = file;
      this.dataStart = dataStart;
    }

    Safetensors read() throws IOException {
      expect(JsonToken.START_OBJECT, json.nextToken(), "header");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        expect(JsonToken.START_OBJECT, json.nextToken(), name);
        if (name.equals(METADATA)) {
          readMetadata();
        } else if (tensors.put(name, readTensor(name)) != null) {
          throw new ModelFormatException("tensor " + name + " stands twice in the header");
        }
      }
      expect(JsonToken.END_OBJECT, json.currentToken(), "header");
      if (json.nextToken() != null) {
        throw new ModelFormatException("header goes on behind its end: " + json.currentToken());
      }
      if (dataStart + nextOffset != file.capacity()) {
        throw new ModelFormatException(
            "tensors end at byte %d, the file at %d"
                .formatted(dataStart + nextOffset, file.capacity()));
      }
      metadata.remove(CHECKSUM);
      return new Safetensors(metadata, tensors);
    }

    private void readMetadata() throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        expect(JsonToken.VALUE_STRING, json.nextToken(), METADATA + "." + name);
        metadata.put(name, json.getText());
      }
    }

    private Tensor readTensor(String name) throws IOException {
      String type = "";
      List<Long> shape = List.of();
      List<Long> offsets = List.of();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "dtype" -> {
            expect(JsonToken.VALUE_STRING, json.currentToken(), name + "." + field);
            type = json.getText();
          }
          case "shape" -> shape = readNumbers(name);
          case "data_offsets" -> offsets = readNumbers(name);
          default -> throw new ModelFormatException("tensor " + name + ": unknown field " + field);
        }
      }
      if (!"F32".equals(type)) {
        throw new ModelFormatException("tensor " + name + ": type " + type + ", must be F32");
      }
      return new Tensor(name, dimensions(name, shape, offsets), data(name, offsets));
    }

    private List<Long> readNumbers(String name) throws IOException {
      expect(JsonToken.START_ARRAY, json.currentToken(), name);
      List<Long> numbers = new ArrayList<>();
      while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        numbers.add(json.getLongValue());
      }
      expect(JsonToken.END_ARRAY, json.currentToken(), name);
      return numbers;
    }

    private int[] dimensions(String name, List<Long> shape, List<Long> offsets) {
      if (offsets.size() != 2
          || offsets.get(0) != nextOffset
          || offsets.get(1) < offsets.get(0)
          || offsets.get(1) > file.capacity() - dataStart) {
        throw new ModelFormatException(
            "tensor %s: offsets %s, must start at %d and end inside the file"
                .formatted(name, offsets, nextOffset));
      }
      long values = (offsets.get(1) - offsets.get(0)) / Float.BYTES;
      long product = 1;
      for (long dimension : shape) {
        product = dimension < 1 || dimension > values ? 0 : product * dimension;
        if (product < 1 || product > values) { // at most values squared so far: no overflow
          throw new ModelFormatException("tensor " + name + ": shape " + shape + " does not fit");
        }
      }
      if (product * Float.BYTES != offsets.get(1) - offsets.get(0)) {
        throw new ModelFormatException(
            "tensor %s: shape %s does not fill the offsets %s".formatted(name, shape, offsets));
      }
      return shape.stream().mapToInt(Long::intValue).toArray();
    }

    private float[] data(String name, List<Long> offsets) {
      float[] data = new float[(int) ((offsets.get(1) - offsets.get(0)) / Float.BYTES)];
      file.position(dataStart + offsets.get(0).intValue());
      file.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(data);
      for (float value : data) {
        if (Float.isInfinite(value)) {
          throw new ModelFormatException("tensor " + name + " holds " + value);
        }
      }
      nextOffset = offsets.get(1);
      return data;
    }

    private static void expect(JsonToken expected, @Nullable JsonToken given, String where) {
      if (expected != given) {
        throw new ModelFormatException(where + ": expected " + expected + ", found " + given);
      }
    }
  }
}
