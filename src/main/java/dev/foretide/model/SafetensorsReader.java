package dev.foretide.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.foretide.nn.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON header of a safetensors file, then the tensors behind it.
 *
 * <p>Tensors must fill the data without gap or overlap, as the format demands; they may stand in
 * the header in any order. Nothing is allocated for a tensor before its offsets are known to lie
 * inside the bytes and its shape to fill them. Owned by one thread.
 */
final class SafetensorsReader {
  /** Types that can be read; all become float32. */
  static final Set<String> TYPES = Set.of("F32", "F64", "F16", "BF16");

  private final ByteBuffer file;
  private final int dataStart;
  private final Set<String> allowed;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * @param bytes a file whose header lies inside it
   * @param allowed those of {@link #TYPES} that are accepted
   */
  SafetensorsReader(byte[] bytes, Set<String> allowed) {
    this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.dataStart = Safetensors.LENGTH_BYTES + (int) headerLength(bytes);
    this.allowed = allowed;
  }

  static long headerLength(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** What the header says of one tensor. */
  private record Entry(String name, String type, List<Long> shape, List<Long> offsets) {
    int width() {
      return type.equals("F64") ? 8 : type.equals("F32") ? 4 : 2;
    }

    long begin() {
      return offsets.get(0);
    }

    long end() {
      return offsets.get(1);
    }
  }

  Safetensors read() {
    int headerLength = dataStart - Safetensors.LENGTH_BYTES;
    try (JsonParser json =
        Safetensors.JSON.createParser(file.array(), Safetensors.LENGTH_BYTES, headerLength)) {
      readHeader(json);
    } catch (IOException e) {
      throw new ModelFormatException("header is not JSON: " + e.getMessage(), e);
    }
    List<Entry> inFileOrder = new ArrayList<>(entries.values());
    inFileOrder.sort(Comparator.comparingLong(Entry::begin));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long next = 0;
    for (Entry entry : inFileOrder) {
      requireOffsets(entry, next);
      tensors.put(entry.name(), new Tensor(entry.name(), dimensions(entry), data(entry)));
      next = entry.end();
    }
    if (dataStart + next != file.capacity()) {
      throw new ModelFormatException(
          "tensors end at byte %d, the file at %d".formatted(dataStart + next, file.capacity()));
    }
    return new Safetensors(metadata, tensors);
  }

  private void readHeader(JsonParser json) throws IOException {
    expect(JsonToken.START_OBJECT, json.nextToken(), "header");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      expect(JsonToken.START_OBJECT, json.nextToken(), name);
      if (name.equals(Safetensors.METADATA)) {
        readMetadata(json);
      } else if (entries.put(name, readEntry(json, name)) != null) {
        throw new ModelFormatException("tensor " + name + " stands twice in the header");
      }
    }
    expect(JsonToken.END_OBJECT, json.currentToken(), "header");
    if (json.nextToken() != null) {
      throw new ModelFormatException("header goes on behind its end: " + json.currentToken());
    }
  }

  private void readMetadata(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      expect(JsonToken.VALUE_STRING, json.nextToken(), Safetensors.METADATA + "." + name);
      metadata.put(name, json.getText());
    }
  }

  private Entry readEntry(JsonParser json, String name) throws IOException {
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
        case "shape" -> shape = readNumbers(json, name);
        case "data_offsets" -> offsets = readNumbers(json, name);
        default -> throw new ModelFormatException("tensor " + name + ": unknown field " + field);
      }
    }
    if (!allowed.contains(type)) {
      throw new ModelFormatException(
          "tensor %s: type %s, must be %s"
              .formatted(name, type, String.join(" or ", new TreeSet<>(allowed))));
    }
    if (offsets.size() != 2) {
      throw new ModelFormatException(
          "tensor %s: offsets %s, must be where it begins and ends".formatted(name, offsets));
    }
    return new Entry(name, type, shape, offsets);
  }

  private static List<Long> readNumbers(JsonParser json, String name) throws IOException {
    expect(JsonToken.START_ARRAY, json.currentToken(), name);
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      numbers.add(json.getLongValue());
    }
    expect(JsonToken.END_ARRAY, json.currentToken(), name);
    return numbers;
  }

  private void requireOffsets(Entry entry, long next) {
    if (entry.begin() != next
        || entry.end() < entry.begin()
        || entry.end() > file.capacity() - dataStart) {
      throw new ModelFormatException(
          "tensor %s: offsets %s, must start at %d and end inside the file"
              .formatted(entry.name(), entry.offsets(), next));
    }
  }

  private static int[] dimensions(Entry entry) {
    long values = (entry.end() - entry.begin()) / entry.width();
    long product = 1;
    for (long dimension : entry.shape()) {
      product = dimension < 1 || dimension > values ? 0 : product * dimension;
      if (product < 1 || product > values) { // at most values squared so far: no overflow
        throw new ModelFormatException(
            "tensor %s: shape %s does not fit".formatted(entry.name(), entry.shape()));
      }
    }
    if (product * entry.width() != entry.end() - entry.begin()) {
      throw new ModelFormatException(
          "tensor %s: shape %s does not fill the offsets %s"
              .formatted(entry.name(), entry.shape(), entry.offsets()));
    }
    return entry.shape().stream().mapToInt(Long::intValue).toArray();
  }

  private float[] data(Entry entry) {
    int from = dataStart + (int) entry.begin();
    float[] data = new float[(int) (entry.end() - entry.begin()) / entry.width()];
    for (int i = 0; i < data.length; i++) {
      int at = from + i * entry.width();
      data[i] =
          switch (entry.type()) {
            case "F64" -> (float) file.getDouble(at);
            case "F16" -> fromHalf(file.getShort(at));
            case "BF16" -> Float.intBitsToFloat(file.getShort(at) << Short.SIZE);
            default -> file.getFloat(at);
          };
      if (Float.isInfinite(data[i])) {
        throw new ModelFormatException("tensor " + entry.name() + " holds " + data[i]);
      }
    }
    return data;
  }

  /** IEEE 754 binary16: 1 bit of sign, 5 of exponent with a bias of 15, 10 of fraction. */
  static float fromHalf(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float size =
        switch (exponent) {
          case 0 -> Math.scalb((float) fraction, -24);
          case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((float) (fraction | 0x400), exponent - 25);
        };
    return bits < 0 ? -size : size;
  }

  private static void expect(JsonToken expected, @Nullable JsonToken given, String where) {
    if (expected != given) {
      throw new ModelFormatException(where + ": expected " + expected + ", found " + given);
    }
  }
}
