package dev.foretide.message.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.foretide.Mutations;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import dev.foretide.schema.SchemaFrame;
import dev.foretide.schema.UnknownSchemaException;
import dev.foretide.series.Reading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroReadingDecoderTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");
  private static final long NOW = TIME.toEpochMilli();
  private static final byte[] KEY = "boiler".getBytes(UTF_8);
  private static final int ID = 7;

  /** One of each type, in an order that has features between what is read past. */
  private static final String MANY =
      """
      {"type":"record","name":"Many","fields":[
        {"name":"flag","type":"boolean"},
        {"name":"tags","type":{"type":"array","items":["null","string"]}},
        {"name":"value","type":["null","double","string"]},
        {"name":"notes","type":{"type":"map","values":"bytes"}},
        {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["A","B"]}},
        {"name":"serial","type":{"type":"fixed","name":"Serial","size":4}},
        {"name":"humidity","type":"int"},
        {"name":"node","type":{"type":"record","name":"Node","fields":[
          {"name":"value","type":"float"},
          {"name":"next","type":["null","Node"]}]}},
        {"name":"nothing","type":"null"},
        {"name":"seen","type":{"type":"long","logicalType":"timestamp-millis"}}]}
      """;

  private static AvroReadingDecoder decoder(
      String schema, String time, String series, String... features) {
    Schema parsed = new Schema.Parser().parse(schema);
    return new AvroReadingDecoder(ReadingConfigs.flat(time, series, features), id -> parsed);
  }

  private static String record(String... fields) {
    return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + String.join(",", fields) + "]}";
  }

  private static String field(String name, String type) {
    return "{\"name\":\"%s\",\"type\":%s}".formatted(name, type);
  }

  private static byte[] message(Schema schema, Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      bytes.write(SchemaFrame.of(ID));
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      new GenericDatumWriter<>(schema).write(value, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] message(String schema, Object... values) {
    Schema parsed = new Schema.Parser().parse(schema);
    GenericRecord record = new GenericData.Record(parsed);
    for (int i = 0; i < values.length; i++) {
      record.put(i, values[i]);
    }
    return message(parsed, record);
  }

  private static byte[] many(Object value, int depth) {
    Schema schema = new Schema.Parser().parse(MANY);
    GenericRecord node = null;
    for (int i = 0; i < depth; i++) {
      GenericRecord next = new GenericData.Record(schema.getField("node").schema());
      next.put("value", 99f);
      next.put("next", node);
      node = next;
    }
    Schema kind = schema.getField("kind").schema();
    Schema serial = schema.getField("serial").schema();
    return message(
        MANY,
        true,
        Arrays.asList("a", null, "ü"),
        value,
        Map.of("n", ByteBuffer.wrap(new byte[] {1, 2, 3})),
        new GenericData.EnumSymbol(kind, "B"),
        new GenericData.Fixed(serial, new byte[] {1, 2, 3, 4}),
        40,
        node,
        null,
        NOW);
  }

  private static Reading decode(AvroReadingDecoder decoder, byte[] message) {
    return decoder.decode(new SourceRecord("readings", KEY, message, NOW), NOW).readings().get(0);
  }

  private static RefusedReadingException refusal(AvroReadingDecoder decoder, byte[] message) {
    return catchThrowableOfType(RefusedReadingException.class, () -> decode(decoder, message));
  }

  @Test
  void shouldResolveFeaturesByNameAndReadPastAllElse() {
    AvroReadingDecoder decoder = decoder(MANY, null, null, "humidity", "value");

    DecodedRecord decoded =
        decoder.decode(new SourceRecord("readings", KEY, many(21.5, 3), NOW), NOW);

    Reading reading = decoded.readings().get(0);
    assertThat(reading.series()).isEqualTo("boiler");
    assertThat(reading.timestamp()).isEqualTo(NOW);
    assertThat(reading.features()).containsExactly(40, 21.5);
    assertThat(decoded.unknownField()).isEqualTo("seen");
  }

  @ParameterizedTest
  @CsvSource({"int, 3", "long, 3", "float, 3", "double, 3"})
  void shouldTakeNumbersOfEveryType(String type, double expected) {
    String schema = record(field("value", "\"" + type + "\""));
    Object number =
        switch (type) {
          case "int" -> 3;
          case "long" -> 3L;
          case "float" -> 3f;
          default -> 3.0;
        };

    assertThat(decode(decoder(schema, null, null, "value"), message(schema, number)).features())
        .containsExactly(expected);
  }

  @Test
  void shouldTakeNullAndAbsentFeaturesAsMissing() {
    String schema = record(field("value", "[\"null\",\"double\"]"));

    Reading reading =
        decode(decoder(schema, null, null, "value", "flow"), message(schema, (Object) null));

    assertThat(reading.features()).containsExactly(Double.NaN, Double.NaN);
  }

  @Test
  void shouldTakeABareNumberAsValue() {
    Schema number = Schema.create(Schema.Type.DOUBLE);

    assertThat(decode(decoder("\"double\"", null, null, "value"), message(number, 21.5)).features())
        .containsExactly(21.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"} | 1772323200000",
        "{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"} | 1772323200000999",
        "{\"type\":\"long\",\"logicalType\":\"timestamp-nanos\"} | 1772323200000999999",
        "\"long\" | 1772323200000"
      })
  void shouldTakeTheTimeInItsUnit(String type, long written) {
    String schema = record(field("at", type), field("value", "\"double\""));

    Reading reading = decode(decoder(schema, "at", null, "value"), message(schema, written, 1.0));

    assertThat(reading.timestamp()).isEqualTo(NOW);
  }

  @Test
  void shouldTakeTimeAndSeriesFromText() {
    String schema =
        record(
            field("at", "[\"null\",\"string\"]"),
            field("sensor", "\"string\""),
            field("value", "\"double\""));
    AvroReadingDecoder decoder = decoder(schema, "at", "sensor", "value");

    Reading reading =
        decode(decoder, message(schema, "2026-03-01T01:00:00+01:00", "häuser/3", 1.0));

    assertThat(reading.timestamp()).isEqualTo(NOW);
    assertThat(reading.series()).isEqualTo("häuser/3");
    assertThat(refusal(decoder, message(schema, null, "a", 1.0)).reason())
        .isEqualTo(Reason.NO_TIMESTAMP);
    assertThat(refusal(decoder, message(schema, "yesterday", "a", 1.0)))
        .hasMessage("at is \"yesterday\", must be ISO 8601 with an offset, or epoch milliseconds");
    assertThat(refusal(decoder, message(schema, TIME.toString(), "", 1.0)).reason())
        .isEqualTo(Reason.NO_SERIES);
    assertThat(refusal(decoder, message(schema, TIME.toString(), "s".repeat(1_025), 1.0)))
        .hasMessage("the series id has 1025 bytes, must have at most 1024");
  }

  @Test
  void shouldRefuseATimeThatIsNoPointInTime() {
    String local =
        record(
            field("at", "{\"type\":\"long\",\"logicalType\":\"local-timestamp-millis\"}"),
            field("value", "\"double\""));

    assertThat(refusal(decoder(local, "at", null, "value"), message(local, NOW, 1.0)))
        .hasMessage(
            "at is 2026-03-01T00:00 without an offset: time.zone says where, as in time.zone=Europe/Berlin");
    assertThat(
            refusal(
                decoder(
                    local.replace("local-timestamp-millis", "time-micros"), "at", null, "value"),
                message(local, NOW, 1.0)))
        .hasMessage(
            "at is of type long time-micros, must be ISO 8601 with an offset, or epoch milliseconds");
  }

  @Test
  void shouldReadALocalTimeInTheConfiguredZone() {
    String local =
        record(
            field("at", "{\"type\":\"long\",\"logicalType\":\"local-timestamp-micros\"}"),
            field("value", "\"double\""));
    Schema parsed = new Schema.Parser().parse(local);
    AvroReadingDecoder decoder =
        new AvroReadingDecoder(
            ReadingConfigs.of("timestamp=at", "time.zone=Europe/Berlin"), id -> parsed);

    Reading reading = decode(decoder, message(local, NOW * 1_000, 1.0));

    assertThat(reading.timestamp()).isEqualTo(NOW - 3_600_000);
  }

  @Test
  void shouldSayWhichFieldOfWhichTypeIsNoNumber() {
    AvroReadingDecoder decoder = decoder(MANY, null, null, "humidity", "value");

    assertThat(refusal(decoder, many("wet", 1))).hasMessage("value is \"wet\", must be a number");
    assertThat(refusal(decoder, many(Double.NaN, 1)).reason()).isEqualTo(Reason.NOT_FINITE);
    assertThat(refusal(decoder, many(1e31, 1)).reason()).isEqualTo(Reason.OUT_OF_RANGE);
    assertThat(refusal(decoder(MANY, null, null, "flow"), many(1.0, 1)).reason())
        .isEqualTo(Reason.UNKNOWN_FIELD);
  }

  @Test
  void shouldRefuseWhatHasNoFrame() {
    AvroReadingDecoder decoder = decoder(MANY, null, null, "value");

    for (byte[] message :
        List.of(
            "{\"value\":1}".getBytes(UTF_8),
            new byte[] {0, 0, 0, 7},
            new byte[] {1, 0, 0, 0, 7, 2})) {
      assertThat(refusal(decoder, message).reason()).isEqualTo(Reason.NOT_AVRO);
    }
    assertThat(refusal(decoder, "{\"value\":1}".getBytes(UTF_8)))
        .hasMessage(
            "the value of 11 bytes begins with 0x7b, must begin with 0x00 and the id of a schema: readings.format=json?");
    assertThat(refusal(decoder, new byte[0]).reason()).isEqualTo(Reason.EMPTY);
  }

  @Test
  void shouldRefuseEveryTruncationAndEveryExcess() {
    AvroReadingDecoder decoder = decoder(MANY, null, null, "humidity", "value");
    byte[] whole = many(21.5, 3);

    for (int length = 5; length < whole.length; length++) {
      RefusedReadingException refused = refusal(decoder, Arrays.copyOf(whole, length));
      assertThat(refused).as("%d of %d bytes", length, whole.length).isNotNull();
      assertThat(refused).hasMessageContaining("is not as schema 7 says");
    }
    assertThat(refusal(decoder, Arrays.copyOf(whole, whole.length + 1)))
        .hasMessageContaining("bytes follow after the reading");
  }

  @Test
  void shouldRefuseANestingWithoutEnd() {
    assertThat(refusal(decoder(MANY, null, null, "value"), many(1.0, 300)))
        .hasMessage("node is not as schema 7 says: values nested deeper than 100");
  }

  /** What a length or count of eight quintillion would do to one who believes it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"string\"",
        "\"bytes\"",
        "{\"type\":\"array\",\"items\":\"null\"}",
        "{\"type\":\"array\",\"items\":\"double\"}",
        "{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"E\",\"fields\":[]}}",
        "{\"type\":\"map\",\"values\":\"null\"}"
      })
  void shouldNotBelieveALengthBeyondTheMessage(String type) throws IOException {
    String schema = record(field("value", "\"double\""), field("long", type));
    for (long length : new long[] {Long.MAX_VALUE, Integer.MAX_VALUE, -1, Long.MIN_VALUE, 100}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(message(record(field("value", "\"double\"")), 1.0));
      EncoderFactory.get().directBinaryEncoder(bytes, null).writeLong(length);
      AvroReadingDecoder decoder = decoder(schema, null, null, "value");
      long began = THREADS.getCurrentThreadCpuTime();

      assertThat(refusal(decoder, bytes.toByteArray()).reason()).isEqualTo(Reason.NOT_AVRO);
      Duration work = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - began);
      assertThat(work).as("processor time").isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void shouldReadOrRefuseDamagedReadings() {
    for (AvroReadingDecoder decoder :
        List.of(
            decoder(MANY, null, null, "humidity", "value"),
            decoder(MANY, "seen", "kind", "humidity", "value"),
            decoder(MANY, "tags", "notes", "value"))) {
      Mutations.survive(
          many(21.5, 4),
          20_000,
          RefusedReadingException.class,
          1 << 20,
          bytes -> decode(decoder, bytes));
    }
  }

  @Test
  void shouldReadPastALargeArray() {
    String schema =
        record(
            field("wave", "{\"type\":\"array\",\"items\":\"float\"}"),
            field("value", "\"double\""));

    Reading reading =
        decode(
            decoder(schema, null, null, "value"),
            message(schema, Collections.nCopies(200_000, 1f), 2.0));

    assertThat(reading.features()).containsExactly(2);
  }

  @Test
  void shouldNameTheSchemaThatIsNotThere() {
    AvroReadingDecoder decoder =
        new AvroReadingDecoder(
            ReadingConfigs.of(),
            id -> {
              throw new UnknownSchemaException("there is none");
            });

    assertThatThrownBy(() -> decode(decoder, new byte[] {0, 0, 0, 1, 1, 0}))
        .isInstanceOf(RefusedReadingException.class)
        .hasMessage("schema 257 is not in the registry: there is none");
  }
}
