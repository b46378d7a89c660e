package dev.foretide.stream;

import static dev.foretide.stream.TopologyHarness.START;
import static dev.foretide.stream.TopologyHarness.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.stream.cluster.Role;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input is counted by reason and dead-lettered, and the next reading is processed. */
class RefusedReadingsTest {
  @TempDir Path directory;
  private TopologyHarness topology;

  @AfterEach
  void close() {
    topology.close();
  }

  private void start(Map<String, String> overrides) {
    topology = new TopologyHarness(Role.EVALUATOR, directory, overrides);
    topology.read("boiler", 0, "20");
    topology.read("boiler", 1, "21");
    topology.forecasts();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "TOMBSTONE",
      value = {
        "TOMBSTONE | tombstone",
        "`` | empty",
        "`  ` | empty",
        "{} | empty",
        "twenty | not_json",
        "{\"value\": | not_json",
        "{\"value\":1} {\"value\":2} | not_json",
        "\"21.5\" | not_a_number",
        "{\"value\":\"21.5\"} | not_a_number",
        "{\"value\":true} | not_a_number",
        "{\"value\":[1]} | not_a_number",
        "NaN | not_finite",
        "{\"value\":NaN} | not_finite",
        "Infinity | not_finite",
        "{\"value\":-Infinity} | not_finite",
        "1e999 | not_finite",
        "1e31 | out_of_range",
        "{\"other\":1} | unknown_field",
      })
  void shouldDeadLetterBadValuesWithTheirBytesAndGoOn(String value, String reason) {
    start(Map.of());
    TestRecord<byte[], byte[]> bad = TopologyHarness.record("boiler", value, START.plusSeconds(2));

    topology.pipe("readings", bad);
    topology.read("boiler", 3, "22");

    shouldHaveRefused(bad, reason);
    assertThat(topology.forecasts()).as("the next reading is answered").hasSize(1);
  }

  @Test
  void shouldCutDeadLettersThatATopicWouldNotTake() {
    start(Map.of());
    RecordHeaders headers = new RecordHeaders();
    headers.add("large", new byte[100_000]);
    TestRecord<byte[], byte[]> bad =
        new TestRecord<>(new byte[100_000], new byte[10_000_000], headers, START.plusSeconds(2));

    topology.pipe("readings", bad);

    TestRecord<byte[], byte[]> letter = topology.deadLetters().get(0);
    assertThat(letter.key()).hasSize(50_000);
    assertThat(letter.value()).hasSize(800_000);
    assertThat(letter.headers().lastHeader("large")).isNull();
    assertThat(text(letter.headers().lastHeader("foretide.cut").value()))
        .isEqualTo("headers of 100005 bytes; key of 100000 bytes; value of 10000000 bytes");
  }

  @Test
  void shouldDeadLetterMissingKeys() {
    start(Map.of());
    TestRecord<byte[], byte[]> bad = TopologyHarness.record(null, "21.5", START.plusSeconds(2));

    topology.pipe("readings", bad);
    topology.read("boiler", 3, "22");

    shouldHaveRefused(bad, "no_key");
    assertThat(topology.forecasts()).hasSize(1);
  }

  @Test
  void shouldDeadLetterKeysThatAreNotText() {
    start(Map.of());
    byte[] key = {(byte) 0xc3, (byte) 0x28};
    TestRecord<byte[], byte[]> bad =
        new TestRecord<>(key, "21.5".getBytes(UTF_8), new RecordHeaders(), START);

    topology.pipe("readings", bad);

    shouldHaveRefused(bad, "bad_key");
  }

  @ParameterizedTest
  @CsvSource({"2126-03-01T00:00:00Z", "1926-03-01T00:00:00Z"})
  void shouldDeadLetterTimesACenturyOff(Instant at) {
    start(Map.of("readings.timestamp", "at"));
    // The two readings of the start have no such field.
    assertThat(topology.count("foretide.dead.letters", "reason", "no_timestamp")).isEqualTo(2);
    topology.deadLetters();
    TestRecord<byte[], byte[]> bad =
        TopologyHarness.record("boiler", "{\"value\":1,\"at\":\"" + at + "\"}", START);

    topology.pipe("readings", bad);

    shouldHaveRefused(bad, "bad_timestamp");
  }

  @Test
  void shouldDeadLetterRecordTimestampsACenturyAhead() {
    start(Map.of());
    TestRecord<byte[], byte[]> bad =
        TopologyHarness.record("boiler", "21", Instant.parse("2126-03-01T00:00:00Z"));

    topology.pipe("readings", bad);
    topology.read("boiler", 2, "22");

    shouldHaveRefused(bad, "bad_timestamp");
    assertThat(topology.forecasts()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"value\":1,\"at\":\"yesterday\"} | bad_timestamp",
        "{\"value\":1,\"at\":\"2026-03-01T00:00:00\"} | bad_timestamp",
        "{\"value\":1,\"at\":\"+999999999-12-31T23:59:59Z\"} | bad_timestamp",
        "{\"value\":1,\"at\":99999999999999999999} | bad_timestamp",
        "{\"value\":1,\"at\":1772323200.5} | bad_timestamp",
        "{\"value\":1,\"at\":true} | bad_timestamp",
        "{\"value\":1,\"at\":{\"s\":1}} | bad_timestamp",
        "{\"value\":1,\"at\":null} | no_timestamp",
        "{\"value\":1} | no_timestamp",
      })
  void shouldDeadLetterFieldsThatAreNoTime(String value, String reason) {
    topology = new TopologyHarness(Role.EVALUATOR, directory, Map.of("readings.timestamp", "at"));
    TestRecord<byte[], byte[]> bad = TopologyHarness.record("boiler", value, START);

    topology.pipe("readings", bad);

    shouldHaveRefused(bad, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"value\":1} | no_series",
        "{\"value\":1,\"sensor\":null} | no_series",
        "{\"value\":1,\"sensor\":\"\"} | no_series",
        "{\"value\":1,\"sensor\":{\"id\":1}} | no_series",
        "1 | no_series",
        "x | not_json",
      })
  void shouldDeadLetterOnceWhereTheSeriesIsInTheValue(String value, String reason) {
    topology = new TopologyHarness(Role.EVALUATOR, directory, Map.of("readings.series", "sensor"));
    TestRecord<byte[], byte[]> bad = TopologyHarness.record("gateway", value, START);

    topology.pipe("readings", bad);

    shouldHaveRefused(bad, reason);
    assertThat(topology.drain(topology.config.topicNames().readingsBySeries())).isEmpty();
  }

  @Test
  void shouldIgnoreAnUnknownFieldBesideAFeature() {
    start(Map.of());

    topology.read("boiler", 2, "{\"value\":22,\"unit\":\"C\",\"tags\":{\"deep\":[1,{\"x\":2}]}}");

    assertThat(topology.forecasts()).hasSize(1);
    assertThat(topology.deadLetters()).isEmpty();
  }

  @Test
  void shouldRefuseAnUnknownFieldWhenConfigured() {
    start(Map.of("readings.unknown.fields", "refuse"));
    TestRecord<byte[], byte[]> bad =
        TopologyHarness.record("boiler", "{\"value\":22,\"unit\":\"C\"}", START.plusSeconds(2));

    topology.pipe("readings", bad);

    shouldHaveRefused(bad, "unknown_field");
  }

  @Test
  void shouldKeepTheHeadersOfTheRefusedRecord() {
    start(Map.of());
    TestRecord<byte[], byte[]> bad =
        TopologyHarness.record("boiler", "twenty", START.plusSeconds(2));
    bad.headers().add("trace", "4711".getBytes(UTF_8)).add("trace", "4712".getBytes(UTF_8));

    topology.pipe("readings", bad);

    assertThat(topology.deadLetters().get(0).headers().headers("trace"))
        .extracting(header -> text(header.value()))
        .containsExactly("4711", "4712");
  }

  /** Counted under its reason and nothing else; in the dead-letter topic as it came. */
  private void shouldHaveRefused(TestRecord<byte[], byte[]> bad, String reason) {
    List<TestRecord<byte[], byte[]>> dead = topology.deadLetters();
    assertThat(dead).hasSize(1);
    assertThat(dead.get(0).key()).isEqualTo(bad.key());
    assertThat(dead.get(0).value()).isEqualTo(bad.value());
    assertThat(dead.get(0).timestamp()).isEqualTo(bad.timestamp());
    assertThat(header(dead.get(0), "foretide.reason")).isEqualTo(reason);
    assertThat(header(dead.get(0), ExceptionHandlerUtils.HEADER_ERRORS_TOPIC_NAME))
        .isEqualTo("readings");
    assertThat(header(dead.get(0), ExceptionHandlerUtils.HEADER_ERRORS_PARTITION_NAME))
        .isEqualTo("0");
    assertThat(header(dead.get(0), ExceptionHandlerUtils.HEADER_ERRORS_OFFSET_NAME))
        .containsOnlyDigits();
    assertThat(header(dead.get(0), ExceptionHandlerUtils.HEADER_ERRORS_EXCEPTION_NAME))
        .isEqualTo("dev.foretide.stream.RefusedReadingException");
    assertThat(header(dead.get(0), ExceptionHandlerUtils.HEADER_ERRORS_EXCEPTION_MESSAGE_NAME))
        .isNotBlank();
    assertThat(header(dead.get(0), ExceptionHandlerUtils.HEADER_ERRORS_STACKTRACE_NAME))
        .isNotBlank();
    assertThat(topology.count("foretide.dead.letters", "reason", reason)).isEqualTo(1);
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    List<Header> found =
        StreamSupport.stream(record.headers().headers(name).spliterator(), false).toList();
    assertThat(found).as("header %s", name).hasSize(1);
    return text(found.get(0).value());
  }
}
