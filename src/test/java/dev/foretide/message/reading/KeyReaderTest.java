package dev.foretide.message.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.config.KeyFormat;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyReaderTest {
  private static final String ENVELOPE =
      "{\"schema\":{\"type\":\"string\",\"optional\":false},\"payload\":\"press/12\"}";

  private static String series(KeyFormat format, String key) {
    return new KeyReader(format).seriesOf(key.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "TEXT | press/12 | press/12",
        "STRING | \"press/12\" | \"press/12\"",
        "JSON | \"press/12\" | press/12",
        "JSON | 17 | 17",
        "JSON | {\"id\":41} | 41",
        "CONNECT | \"press/12\" | press/12"
      })
  void shouldTakeTheSeriesFromItsFormat(KeyFormat format, String key, String series) {
    assertThat(series(format, key)).isEqualTo(series);
  }

  @Test
  void shouldUnwrapAKeyOfConnect() {
    assertThat(series(KeyFormat.CONNECT, ENVELOPE)).isEqualTo("press/12");
  }

  @Test
  void shouldReadWholeNumbersOfEightOrFourBytes() {
    KeyReader keys = new KeyReader(KeyFormat.LONG);

    assertThat(keys.seriesOf(ByteBuffer.allocate(8).putLong(-7).array())).isEqualTo("-7");
    assertThat(keys.seriesOf(ByteBuffer.allocate(4).putInt(41).array())).isEqualTo("41");
    assertThatThrownBy(() -> keys.seriesOf(new byte[3]))
        .hasMessage("the key has 3 bytes, must have 8, or 4: readings.key.format is long");
  }

  @Test
  void shouldRefuseATextThatLooksLikeJsonAndNameTheFormats() {
    assertThatThrownBy(() -> series(KeyFormat.TEXT, "\"press/12\""))
        .isInstanceOf(RefusedReadingException.class)
        .hasMessage(
            "the key looks like JSON, \"press/12\": readings.key.format=json reads it, readings.key.format=string takes it as it is");
    assertThatThrownBy(() -> series(KeyFormat.TEXT, ENVELOPE))
        .hasMessageContaining("readings.key.format=connect reads it");
  }

  @Test
  void shouldSayHowAKeyOfSeveralFieldsIsUsed() {
    assertThatThrownBy(() -> series(KeyFormat.JSON, "{\"press\":12,\"line\":3}"))
        .hasMessage(
            "the key is an object, must be the id of the series: readings.series=$key/press?");
  }
}
