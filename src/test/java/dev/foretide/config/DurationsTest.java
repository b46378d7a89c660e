package dev.foretide.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "30s, PT30S",
    "15m, PT15M",
    "1h, PT1H",
    "7d, PT168H",
    "0s, PT0S",
    "' 2H ', PT2H",
    "1m30s, PT1M30S",
  })
  void shouldReadNumberAndUnit(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "15", "m", "1.5h", "-1s", "1 m", "1w", "1m30", "9999999999s"})
  void shouldRefuseAnythingElse(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("whole numbers with a unit of ms, s, m, h or d");
  }

  @Test
  void shouldRefuseMoreThanAHundredYears() {
    assertThatThrownBy(() -> Durations.parse("36526d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("must be at most 36525d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1ms", "30s", "10m", "1h30m", "7d", "1d2h3m4s5ms"})
  void shouldWriteWhatItReads(String text) {
    assertThat(Durations.text(Durations.parse(text))).isEqualTo(text);
  }
}
