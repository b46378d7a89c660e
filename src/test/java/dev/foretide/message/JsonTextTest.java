package dev.foretide.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static String number(int digits, double value) {
    JsonText json = new JsonText(digits);
    json.number(value);
    return new String(json.bytes(), UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-1, -1",
    "0.1, 0.1",
    "21.5, 21.5",
    "-21.5, -21.5",
    "100, 100",
    "123456, 123456",
    "0.0000123456, 0.0000123456",
    "1.23456789, 1.23457",
    "9.999999, 10",
    "-9.999999, -10",
    "99.99996, 100",
    "999999.6, 1000000",
    "0.9999996, 1",
    "0.00009999999, 0.0001",
    "2147483648, 2.14748E+9",
  })
  void shouldRoundToSixDigits(double value, String expected) {
    assertThat(number(6, value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 6, 9})
  void shouldEqualDecimalRoundingOfFloatsAtEveryMagnitude(int digits) throws IOException {
    MathContext rounding = new MathContext(digits, RoundingMode.HALF_EVEN);
    Random random = new Random(digits);
    for (int i = 0; i < 60_000; i++) {
      float value =
          (float) ((random.nextDouble() * 2 - 1) * Math.pow(10, random.nextDouble() * 60 - 30));

      String written = number(digits, value);

      assertThat(JSON.readTree(written).decimalValue())
          .as("%s as %s", value, written)
          .isEqualByComparingTo(new BigDecimal(value).round(rounding));
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        -1,
        999,
        1_700_000_000_000L,
        1_700_000_000_050L,
        1_709_164_799_999L,
        1_709_164_800_000L,
        253_402_300_799_999L,
        253_402_300_800_000L,
        -62_167_219_200_001L
      })
  void shouldWriteTimesAsTheyPrint(long epochMillis) {
    JsonText json = new JsonText(6);
    json.time(epochMillis);

    assertThat(new String(json.bytes(), UTF_8))
        .isEqualTo("\"" + Instant.ofEpochMilli(epochMillis) + "\"");
  }

  @Test
  void shouldRoundHalvesLikeThePage() {
    // The API rounds half to even; 131072.5 and 131073.5 are exact as floats.
    assertThat(number(6, 131072.5f)).isEqualTo("131072");
    assertThat(number(6, 131073.5f)).isEqualTo("131074");
    assertThat(number(6, 1310725f)).isEqualTo("1.31072E+6");
  }

  @Test
  void shouldStayWithinHalfADigitForDoubles() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 60_000; i++) {
      double value = (random.nextDouble() * 2 - 1) * Math.pow(10, random.nextDouble() * 60 - 30);

      BigDecimal written = JSON.readTree(number(6, value)).decimalValue();

      double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - 5);
      assertThat(written.subtract(new BigDecimal(value)).abs().doubleValue())
          .isLessThanOrEqualTo(unit * 0.5000001);
      assertThat(written.stripTrailingZeros().precision()).isLessThanOrEqualTo(6);
    }
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        9.9999995E22
      })
  void shouldWriteExtremesAsJson(double value) throws IOException {
    BigDecimal written = JSON.readTree(number(6, value)).decimalValue();

    assertThat(written)
        .isEqualByComparingTo(
            new BigDecimal(value).round(new MathContext(6, RoundingMode.HALF_EVEN)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void shouldWriteNullForWhatIsNotFinite(double value) {
    assertThat(number(6, value)).isEqualTo("null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "boiler/1",
        "quote \" backslash \\ slash /",
        "line\nfeed\ttab\rreturn\bback\fform\u0000nul\u001f",
        "\u007f\u0080\u2028\u2029",
        "Größe °C 温度 🌡"
      })
  void shouldEscapeTextSoThatItReadsBack(String text) throws IOException {
    JsonText json = new JsonText(6);

    byte[] bytes = json.text(text).bytes();

    assertThat(JSON.readTree(bytes).asText()).isEqualTo(text);
  }

  @Test
  void shouldGrowItsBuffer() throws IOException {
    JsonText json = new JsonText(6);
    float[] values = new float[5_000];
    java.util.Arrays.fill(values, -1.23456f);

    byte[] bytes = json.numbers(values).bytes();

    assertThat(JSON.readTree(bytes)).hasSize(values.length).allMatch(n -> n.asDouble() == -1.23456);
  }

  @Test
  void shouldStartAnewWhenCleared() {
    JsonText json = new JsonText(6);
    json.raw("[1,2,3]");
    json.clear();

    json.time(0);

    assertThat(new String(json.bytes(), UTF_8)).isEqualTo("\"1970-01-01T00:00:00Z\"");
  }
}
