package dev.foretide.message.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.Mutations;
import dev.foretide.config.ReadingSettings;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Formats that are read as trees: what their specification says, and bytes from a hostile world.
 */
class TreeFormatsTest {
  private static final long NOW = Instant.parse("2026-11-30T23:40:00Z").toEpochMilli();
  private static final int MUTATIONS = 3_000;

  /** Bytes that decoding a message of a kilobyte or two may allocate. */
  private static final long MOST_BYTES = 2_000_000;

  private static DecodedRecord decode(TreeFormat format, byte[] value, String... lines) {
    ReadingSettings settings = ReadingConfigs.of(lines);
    return new TreeReadingDecoder(settings, format)
        .decode(new SourceRecord("t", "gateway".getBytes(UTF_8), value, NOW), NOW);
  }

  private static List<String> told(DecodedRecord decoded) {
    return decoded.readings().stream()
        .map(
            r ->
                "%s %s %s"
                    .formatted(
                        r.series(),
                        Instant.ofEpochMilli(r.timestamp()),
                        Arrays.toString(r.features())))
        .toList();
  }

  private static List<String> senml(String pack, String... lines) {
    return told(decode(new SenmlTreeFormat(), pack.getBytes(UTF_8), lines));
  }

  private static List<String> influx(String text, String... lines) {
    return told(decode(new InfluxTreeFormat(null), text.getBytes(UTF_8), lines));
  }

  @Test
  void shouldResolveSenmlWithBaseValueAndRelativeTime() {
    assertThat(
            senml(
                "[{\"bn\":\"a:\",\"bt\":-60,\"bv\":20,\"n\":\"t\",\"v\":1.5},{\"n\":\"u\",\"t\":30},{\"n\":\"w\",\"vs\":\"x\"}]"))
        .containsExactly("a:t 2026-11-30T23:39:00Z [21.5]", "a:u 2026-11-30T23:39:30Z [20.0]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"n\":\"t\",\"v\":1} | the value is no array, must be a pack of SenML records",
        "[{\"bver\":11,\"n\":\"t\",\"v\":1}] | bver is 11, must be at most 10",
        "[{\"n\":\"t\",\"v\":1,\"new_\":2}] | field \"new_\" must be understood and is not",
        "[{\"n\":\"t\",\"v\":\"1\"}] | v is \"1\", must be a number",
        "[3] | an element of the pack is no object, must be a SenML record"
      })
  void shouldRefuseWhatSenmlForbids(String pack, String message) {
    assertThatThrownBy(() -> senml(pack)).hasMessage(message);
  }

  @Test
  void shouldReadLinesWithEscapesCommentsAndWithoutATime() {
    assertThat(
            influx(
                "# a comment\npump\\ a,id=p\\ 7\\,x value=1.5,state=\"run, 2\" 1796081990125000000\n\npump,id=q value=2i\n",
                "series=name,id"))
        .containsExactly(
            "pump a/p 7,x 2026-11-30T23:39:50.125Z [1.5]", "pump/q 2026-11-30T23:40:00Z [2.0]");
  }

  @Test
  void shouldReadLinesInTheConfiguredPrecision() {
    TreeFormat seconds = new InfluxTreeFormat(dev.foretide.config.TimePrecision.SECONDS);

    assertThat(told(decode(seconds, "p value=1 1796081990".getBytes(UTF_8))))
        .containsExactly("gateway 2026-11-30T23:39:50Z [1.0]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "pump | not line protocol at character 5: ' ' must follow the measurement and its tags",
        "pump,id value=1 | not line protocol at character 8: '=' must follow a tag \"id\"",
        "pump value= | not line protocol at character 12: field \"value\" is \"\", must be a number, a truth value or a text in quotation marks",
        "pump value=1d | not line protocol at character 14: field \"value\" is \"1d\", must be a number, a truth value or a text in quotation marks",
        "pump value=\"x | not line protocol at character 14: the text of field \"value\" has no end",
        "pump value=1 soon | the time of a line is \"soon\", must be whole nanoseconds since the epoch"
      })
  void shouldSayWhereALineIsNoLineProtocol(String line, String message) {
    assertThatThrownBy(() -> influx(line)).hasMessage(message);
  }

  @Test
  void shouldRefuseJsonThatIsNoMetricsOfOtlp() {
    assertThatThrownBy(() -> decode(new OtlpTreeFormat(), "{\"resourceSpans\":[]}".getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            RefusedReadingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_OTLP));
  }

  @Test
  void shouldReadOtlpInJsonBehindAnEmptyLine() throws IOException {
    String json = new String(sample("otlp-json.json"), UTF_8);

    assertThat(
            told(
                decode(
                    new OtlpTreeFormat(),
                    ("\n" + json).getBytes(UTF_8),
                    "features=value:kiln.temperature",
                    "series=zone")))
        .hasSize(3);
  }

  @Test
  void shouldConvertLogicalTypesOfConnect() throws IOException {
    JsonNode payload = ConnectJson.payloadOf(new ObjectMapper().readTree(sample("debezium.json")));

    assertThat(payload.at("/after/measured").decimalValue()).isEqualByComparingTo("12.34");
    assertThat(payload.at("/after/at").asText()).isEqualTo("2026-11-30T23:39:30.123456Z");
  }

  private static byte[] sample(String file) throws IOException {
    JsonNode value =
        new ObjectMapper()
            .readTree(Path.of("src/test/resources/producers", file).toFile())
            .at("/record/value");
    return value.has("base64")
        ? Base64.getDecoder().decode(value.get("base64").asText())
        : value.get("utf8").asText().getBytes(UTF_8);
  }

  static Stream<Arguments> formats() throws IOException {
    return Stream.of(
        Arguments.of(new OtlpTreeFormat(), sample("otlp-protobuf.json")),
        Arguments.of(new OtlpTreeFormat(), sample("otlp-json.json")),
        Arguments.of(new SenmlTreeFormat(), sample("senml.json")),
        Arguments.of(new InfluxTreeFormat(null), sample("telegraf-influx.json")),
        Arguments.of(new JsonTreeFormat(true), sample("debezium.json")));
  }

  /** Bytes that are cut, swapped or doubled are readings or a refusal, never another failure. */
  @ParameterizedTest
  @MethodSource("formats")
  void shouldReadOrRefuseAnyBytes(TreeFormat format, byte[] value) {
    Mutations.survive(
        value,
        MUTATIONS,
        RefusedReadingException.class,
        MOST_BYTES,
        bytes -> decode(format, bytes, "features=value", "series=n"));
  }
}
