package dev.foretide.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import dev.foretide.nn.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  private static final List<Tensor> TENSORS =
      List.of(
          new Tensor("a.weight", new int[] {2, 3}, new float[] {1, -2, 0.5f, -0.0f, 1e-40f, 3e38f}),
          new Tensor("b", new int[] {1}, new float[] {Float.NaN}));
  private static final Map<String, String> METADATA =
      Map.of("group", "halle \"ä\", \n\"checksum\":\"deadbeef\"");

  @Test
  void shouldReadBackEveryBit() {
    Safetensors file = Safetensors.read(Safetensors.write(METADATA, TENSORS));

    assertThat(file.metadata()).isEqualTo(METADATA);
    assertThat(file.tensors().keySet()).containsExactly("a.weight", "b");
    for (Tensor tensor : TENSORS) {
      Tensor read = file.tensors().get(tensor.name());
      assertThat(read.shape()).isEqualTo(tensor.shape());
      assertThat(bits(read.data())).isEqualTo(bits(tensor.data()));
    }
  }

  /** Reads by the published layout alone: 8 bytes of length, JSON, tensors at their offsets. */
  @Test
  void shouldFollowPublishedLayout() throws IOException {
    byte[] bytes = Safetensors.write(METADATA, TENSORS);

    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = Math.toIntExact(file.getLong(0));
    JsonNode header = new ObjectMapper().readTree(bytes, 8, headerLength);
    assertThat(headerLength % 8).as("data is aligned").isZero();
    assertThat(bytes[8]).isEqualTo((byte) '{');
    assertThat(header.get("__metadata__").get("group").textValue())
        .isEqualTo(METADATA.get("group"));
    int end = 0;
    for (Tensor tensor : TENSORS) {
      JsonNode entry = header.get(tensor.name());
      assertThat(entry.get("dtype").textValue()).isEqualTo("F32");
      assertThat(entry.get("shape").size()).isEqualTo(tensor.shape().length);
      int from = entry.get("data_offsets").get(0).intValue();
      assertThat(from).as("no holes").isEqualTo(end);
      end = entry.get("data_offsets").get(1).intValue();
      for (int i = 0; i < tensor.data().length; i++) {
        assertThat(file.getInt(8 + headerLength + from + 4 * i))
            .isEqualTo(Float.floatToRawIntBits(tensor.data()[i]));
      }
    }
    assertThat(8 + headerLength + end).isEqualTo(bytes.length);
  }

  @Test
  void shouldRefuseEverySingleFlippedBit() {
    byte[] bytes = Safetensors.write(METADATA, TENSORS);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));

      Throwable refusal = catchThrowable(() -> Safetensors.read(damaged));

      assertThat(refusal).as("bit %d", bit).isInstanceOf(ModelFormatException.class);
    }
  }

  @Test
  void shouldRefuseEveryTruncation() {
    byte[] bytes = Safetensors.write(METADATA, TENSORS);
    for (int length = 0; length < bytes.length; length++) {
      byte[] truncated = Arrays.copyOf(bytes, length);

      Throwable refusal = catchThrowable(() -> Safetensors.read(truncated));

      assertThat(refusal).as("%d bytes", length).isInstanceOf(ModelFormatException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 60, 1L << 40, 1 << 30, 0, 1})
  void shouldRefuseHeaderLengthOutsideFile(long length) {
    byte[] bytes = Safetensors.write(METADATA, TENSORS);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);

    assertThatThrownBy(() -> Safetensors.read(bytes))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("header length " + length);
  }

  /** Each with a right checksum, so that nothing but the header itself can be what is refused. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'a':{'dtype':'F16','shape':[2],'data_offsets':[0,8]} | a: type F16, must be F32",
        "'a':{'shape':[2],'data_offsets':[0,8]} | a: type",
        "'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]} | a: offsets [4, 12]",
        "'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]} | a: offsets [-8, 0]",
        "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,-8]} | a: offsets [0, -8]",
        "'a':{'dtype':'F32','shape':[3],'data_offsets':[0,12]} | a: offsets [0, 12]",
        "'a':{'dtype':'F32','shape':[2],'data_offsets':[0]} | a: offsets [0]",
        "'a':{'dtype':'F32','shape':[2]} | a: offsets []",
        "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]} | tensors end at",
        "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,8]} | a: shape [1]",
        "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,7]} | a: shape [1]",
        "'a':{'dtype':'F32','shape':[-1,-2],'data_offsets':[0,8]} | a: shape [-1, -2]",
        "'a':{'dtype':'F32','shape':[0],'data_offsets':[0,8]} | a: shape [0]",
        "'a':{'dtype':'F32','shape':[4611686018427387904],'data_offsets':[0,8]} | a: shape",
        "'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]} | not JSON",
        "'a':{'dtype':'F32','shape':['x'],'data_offsets':[0,8]} | a: expected END_ARRAY",
        "'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]} | a: expected START_ARRAY",
        "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1} | a: unknown field x",
        "'a':7 | a: expected START_OBJECT",
        "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}"
            + " | b: offsets [0, 4], must start at 4",
        "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}"
            + " | a stands twice",
      })
  void shouldRefuseHostileHeader(String entries, String message) {
    byte[] bytes = file(entries, new byte[8]);

    assertThatThrownBy(() -> Safetensors.read(bytes))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldRefuseShapeWhoseProductOverflows() {
    int values = 1 << 10;
    String shape = "1024,1024,1024,1024,1024,1024,1024";
    byte[] bytes =
        file(
            "'a':{'dtype':'F32','shape':[%s],'data_offsets':[0,%d]}".formatted(shape, 4 * values),
            new byte[4 * values]);

    assertThatThrownBy(() -> Safetensors.read(bytes))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("tensor a: shape");
  }

  @Test
  void shouldRefuseTensorInsideField() {
    byte[] bytes =
        file("'a':{'dtype':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}", new byte[8]);

    assertThatThrownBy(() -> Safetensors.read(bytes)).isInstanceOf(ModelFormatException.class);
  }

  @Test
  void shouldRefuseInfinity() {
    byte[] infinite = HexFormat.of().parseHex("0000807f00000000");
    byte[] bytes = file("'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}", infinite);

    assertThatThrownBy(() -> Safetensors.read(bytes)).hasMessage("tensor a holds Infinity");
  }

  /** Types and values as in the published layout; the tensors stand in the header as they like. */
  @Test
  void shouldReadForeignFileInAnyOrderAndType() {
    byte[] data = HexFormat.of().parseHex("00000000000004c0" + "0000c03f" + "00c1" + "c03f");
    byte[] bytes =
        file(
            "'half':{'dtype':'F16','shape':[1],'data_offsets':[12,14]},"
                + "'brain':{'dtype':'BF16','shape':[1,1],'data_offsets':[14,16]},"
                + "'double':{'dtype':'F64','shape':[],'data_offsets':[0,8]},"
                + "'single':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}",
            data);

    Map<String, Tensor> tensors = Safetensors.readForeign(bytes).tensors();

    assertThat(tensors.keySet()).containsExactly("double", "single", "half", "brain");
    assertThat(tensors.get("double").data()).containsExactly(-2.5f);
    assertThat(tensors.get("single").data()).containsExactly(1.5f);
    assertThat(tensors.get("half").data()).containsExactly(-2.5f);
    assertThat(tensors.get("brain").data()).containsExactly(1.5f);
  }

  @ParameterizedTest
  @CsvSource({
    "0x0000, 0",
    "0x3c00, 1",
    "0xbc01, -1.0009765625",
    "0x7bff, 65504",
    "0x0001, 5.9604645E-8",
    "0x03ff, 6.097555E-5",
    "0x7c00, Infinity"
  })
  void shouldConvertHalfPrecision(int bits, float value) {
    assertThat(SafetensorsReader.fromHalf((short) bits)).isEqualTo(value);
  }

  @Test
  void shouldRefuseForeignTypeByName() {
    byte[] bytes = file("'a':{'dtype':'I64','shape':[1],'data_offsets':[0,8]}", new byte[8]);

    assertThatThrownBy(() -> Safetensors.readForeign(bytes))
        .hasMessage("tensor a: type I64, must be BF16 or F16 or F32 or F64");
  }

  /** No array of a size that the header claims is made before the file is known to hold it. */
  @Test
  void shouldRefuseHostileSizesWithoutAllocatingThem() {
    byte[] bytes =
        file("'a':{'dtype':'F32','shape':[536870911],'data_offsets':[0,2147483644]}", new byte[8]);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);

    Throwable refusal = catchThrowable(() -> Safetensors.readForeign(bytes));

    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(1 << 20);
    assertThat(refusal).isInstanceOf(ModelFormatException.class).hasMessageContaining("tensor a");
  }

  @Test
  void shouldRefuseForeignFileWithoutChecksum() {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    ByteBuffer foreign =
        ByteBuffer.allocate(8 + header.length() + 4).order(ByteOrder.LITTLE_ENDIAN);
    foreign.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> Safetensors.read(foreign.array()))
        .hasMessage("no checksum in __metadata__");
  }

  /** A file with the given header entries (single quotes for double) and a right checksum. */
  private static byte[] file(String entries, byte[] data) {
    String text = "{'__metadata__':{'checksum':'00000000'}," + entries + "}";
    byte[] header = text.replace('\'', '"').getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file =
        ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length).put(header).put(data);
    CRC32C crc = new CRC32C();
    crc.update(file.array());
    byte[] sum = "%08x".formatted(crc.getValue()).getBytes(StandardCharsets.US_ASCII);
    file.put(8 + text.indexOf("00000000"), sum);
    return file.array();
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void shouldKeepOrderOfTensorsAndMetadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("z", "1");
    metadata.put("a", "2");

    Safetensors file =
        Safetensors.read(
            Safetensors.write(
                metadata, List.of(Models.tensor("z", 3, 1), Models.tensor("a", 2, 2))));

    assertThat(file.metadata().keySet()).containsExactly("z", "a");
    assertThat(file.tensors().keySet()).containsExactly("z", "a");
  }
}
