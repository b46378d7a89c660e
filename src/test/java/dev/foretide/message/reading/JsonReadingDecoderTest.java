package dev.foretide.message.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.foretide.message.reading.RefusedReadingException.Reason;
import dev.foretide.series.Reading;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonReadingDecoderTest {
  private static final long NOW = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final byte[] KEY = "boiler".getBytes(UTF_8);

  private final ReadingDecoder decoder = decoder(null, null, "value", "humidity");

  private static ReadingDecoder decoder(String time, String series, String... features) {
    return new JsonReadingDecoder(ReadingConfigs.flat(time, series, features));
  }

  private Reading decode(String value) {
    return decode(decoder, value);
  }

  private static Reading decode(ReadingDecoder decoder, String value) {
    return decode(decoder, value.getBytes(UTF_8), NOW);
  }

  private static Reading decode(ReadingDecoder decoder, byte[] value, long recordTime) {
    return decoded(decoder, value, recordTime).readings().get(0);
  }

  private static DecodedRecord decoded(ReadingDecoder decoder, byte[] value, long recordTime) {
    return decoder.decode(new SourceRecord("readings", KEY, value, recordTime), NOW);
  }

  private static RefusedReadingException refusal(ReadingDecoder decoder, byte[] value) {
    return catchThrowableOfType(RefusedReadingException.class, () -> decode(decoder, value, NOW));
  }

  private RefusedReadingException refusal(String value) {
    return refusal(decoder, value.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"21.5, 21.5", "' -3 ', -3", "1e-3, 0.001", "0, 0", "-1e30, -1e30"})
  void shouldTakeABareNumberAsValue(String text, double expected) {
    Reading reading = decode(text);

    assertThat(reading.series()).isEqualTo("boiler");
    assertThat(reading.timestamp()).isEqualTo(NOW);
    assertThat(reading.features()).containsExactly(expected, Double.NaN);
  }

  @Test
  void shouldRefuseABareNumberWhereNoFeatureIsCalledValue() {
    RefusedReadingException refused =
        refusal(decoder(null, null, "temperature"), "21.5".getBytes(UTF_8));

    assertThat(refused.reason()).isEqualTo(Reason.UNKNOWN_FIELD);
    assertThat(refused).hasMessageContaining("temperature");
  }

  @Test
  void shouldTakeMissingAndNullFeaturesAsMissing() {
    assertThat(decode("{\"value\":null,\"humidity\":40}").features())
        .containsExactly(Double.NaN, 40);
    assertThat(decode("{\"humidity\":0}").features()).containsExactly(Double.NaN, 0);
    assertThat(decode("null").features()).containsExactly(Double.NaN, Double.NaN);
  }

  @Test
  void shouldForgetTheReadingBefore() {
    decode("{\"value\":1,\"humidity\":2,\"other\":3}");

    DecodedRecord next = decoded(decoder, "{\"humidity\":4}".getBytes(UTF_8), NOW);

    assertThat(next.readings().get(0).features()).containsExactly(Double.NaN, 4);
    assertThat(next.unknownField()).isNull();
  }

  @Test
  void shouldReadPastNestedFields() {
    String value = "{\"meta\":{\"value\":9,\"list\":[{\"value\":8},[[]]]},\"value\":1,\"tags\":[]}";

    DecodedRecord decoded = decoded(decoder, value.getBytes(UTF_8), NOW);

    assertThat(decoded.readings().get(0).features()).containsExactly(1, Double.NaN);
    assertThat(decoded.unknownField()).isEqualTo("tags");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"value\":1} x | NOT_JSON",
        "1 2 | NOT_JSON",
        "1, | NOT_JSON",
        "{\"value\":1}} | NOT_JSON",
        "{\"value\":1 | NOT_JSON",
        "{value:1} | NOT_JSON",
        "{\"value\":+1} | NOT_JSON",
        "{\"value\":01} | NOT_JSON",
        "{\"value\":1,} | NOT_JSON",
        "[1] | NOT_A_NUMBER",
        "{\"value\":{\"value\":1}} | NOT_A_NUMBER",
        "{\"value\":false} | NOT_A_NUMBER",
        "{\"value\":1,\"humidity\":\"wet\"} | NOT_A_NUMBER",
        "{\"value\":1e400} | NOT_FINITE",
        "{\"value\":-1e31} | OUT_OF_RANGE",
        "{\"value\":1000000000000000000000000000000000000000} | OUT_OF_RANGE",
      })
  void shouldSayWhyARecordIsNoReading(String text, Reason reason) {
    RefusedReadingException refused = refusal(text);

    assertThat(refused).as(text).isNotNull();
    assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
    assertThat(refused.getMessage()).isNotBlank().doesNotContain("\n");
  }

  @Test
  void shouldNameFieldValueAndRuleInTheMessage() {
    assertThat(refusal("{\"humidity\":\"wet\"}"))
        .hasMessage("humidity is \"wet\", must be a number");
    assertThat(refusal("{\"value\":2e30}")).hasMessage("value is 2.0E30, must be within 1e30");
    assertThat(refusal("{\"value\":\"" + "x".repeat(500) + "\"}").getMessage())
        .hasSizeLessThan(100);
  }

  @Test
  void shouldRefuseNumbersOfThousandsOfDigits() {
    assertThat(refusal("{\"value\":" + "1".repeat(5_000) + "}").reason())
        .isEqualTo(Reason.NOT_JSON);
  }

  @Test
  void shouldRefuseNestingWithoutEnd() {
    String deep = "[".repeat(100_000);

    assertThat(refusal("{\"meta\":" + deep).reason()).isEqualTo(Reason.NOT_JSON);
    assertThat(refusal(deep).reason()).isIn(Reason.NOT_JSON, Reason.NOT_A_NUMBER);
  }

  @Test
  void shouldRefuseBytesThatAreNotUtf8() {
    byte[] value = {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'};

    assertThat(refusal(decoder, value).reason()).isEqualTo(Reason.NOT_JSON);
  }

  @Test
  void shouldRefuseEveryTruncationOfAReading() {
    String whole = "{\"value\":21.5,\"humidity\":40,\"meta\":{\"a\":[1,\"x\"]}}";

    for (int length = 1; length < whole.length(); length++) {
      assertThat(refusal(whole.substring(0, length))).as(whole.substring(0, length)).isNotNull();
    }
  }

  @Test
  void shouldTakeTheSeriesFromTextOrNumber() {
    ReadingDecoder bySensor = decoder(null, "sensor", "value");

    assertThat(decode(bySensor, "{\"sensor\":\"a/b\",\"value\":1}").series()).isEqualTo("a/b");
    assertThat(decode(bySensor, "{\"value\":1,\"sensor\":17}").series()).isEqualTo("17");
    assertThat(refusal(bySensor, "{\"value\":1}".getBytes(UTF_8)).reason())
        .isEqualTo(Reason.NO_SERIES);
  }

  @Test
  void shouldAcceptTimesUpToTheBoundsAndNoFurther() {
    long ahead = NOW + Duration.ofHours(1).toMillis();
    long behind = NOW - Duration.ofDays(7305).toMillis();
    byte[] value = "1".getBytes(UTF_8);

    assertThat(decode(decoder, value, ahead).timestamp()).isEqualTo(ahead);
    assertThat(decode(decoder, value, behind).timestamp()).isEqualTo(behind);
    for (long outside : new long[] {ahead + 1, behind - 1, Long.MAX_VALUE, -1}) {
      assertThat(
              catchThrowableOfType(
                      RefusedReadingException.class, () -> decode(decoder, value, outside))
                  .reason())
          .isEqualTo(Reason.BAD_TIMESTAMP);
    }
  }
}
