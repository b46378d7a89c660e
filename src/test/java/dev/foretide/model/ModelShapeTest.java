package dev.foretide.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelShapeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "     | a | 96 | 24 | 0  | readings.features is empty, must name at least one feature",
        "a,b  | c | 96 | 24 | 0  | readings.target is c, must be one of readings.features [a, b]",
        "a    | a | 1  | 24 | 0  | window is 1, must be at least 2",
        "a    | a | 96 | 0  | 0  | horizon is 0, must be at least 1",
        "a    | a | 96 | 24 | -1 | season is -1, must not be negative",
      })
  void shouldNameKeyValueAndRuleOfWhatItRefuses(
      String features, String target, int window, int horizon, int season, String message) {
    assertThatThrownBy(() -> shape(features, target, window, horizon, season))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void shouldRememberSeasonWhereItIsLongerThanWindow() {
    assertThat(shape("a", "a", 96, 24, 168).memory()).isEqualTo(168);
    assertThat(shape("a", "a", 96, 24, 24).memory()).isEqualTo(96);
  }

  private static ModelShape shape(
      String features, String target, int window, int horizon, int season) {
    List<String> names = features == null ? List.of() : Arrays.asList(features.split(",", -1));
    return new ModelShape(
        names,
        target,
        60_000,
        window,
        horizon,
        season,
        List.of(),
        ZoneId.of("UTC"),
        Evaluation.STATEFUL);
  }
}
