package dev.foretide.series;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTest {

  @ParameterizedTest
  @CsvSource({
    "0.8, 80",
    "0.95, 95",
    "0.5, 50",
    "0.1, 10",
    "0.975, 97.5",
    "0.999, 99.9",
    "0.07, 7",
  })
  void shouldNameLevelByItsPercentage(double level, String name) {
    assertThat(Forecast.levelName(level)).isEqualTo(name);
  }
}
