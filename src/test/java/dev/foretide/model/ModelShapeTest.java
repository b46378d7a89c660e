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
        "a    | a | 96 | 24 | -2 | season is -2, must not be negative",
      })
  void shouldNameKeyValueAndRuleOfWhatItRefuses(
      String features, String target, int window, int horizon, int season, String message) {
    assertThatThrownBy(() -> shape(features, target, window, horizon, season))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void shouldRefuseLookbackShorterThanWindow() {
    ModelShape shape = shape("a", "a", 96, 24, 0);

    assertThatThrownBy(() -> Models.wider(shape, 95, false))
        .hasMessage("lookback is 95, must be at least the window 96");
  }

  @ParameterizedTest
  @CsvSource({
    "3600, 96, 24, 336, 168, 336", // hours, a season of a day: the week
    "1800, 96, 48, 336, 336, 432", // half hours: the week, as the lookback holds one
    "1800, 96, 48, 335, 0, 335", // and not one step less; the day is within the window
    "1800, 40, 48, 335, 48, 335", // the season, longer than the window
    "300, 96, 288, 336, 288, 384", // five minutes: the day as season, and a window before it
    "300, 96, 12, 336, 288, 384", // another season: the day still is a cycle
    "300, 96, 0, 336, 0, 336", // without a season none
    "1, 96, 60, 336, 0, 336", // seconds: no day within the lookback
    "3600, 96, 168, 96, 168, 264", // a season longer than window and lookback
    "3600, 96, 24, 96, 0, 96", // a season within the window, no longer lookback
    "7200, 30, 12, 200, 84, 200", // two hours: the week of 84 steps
    "7000, 10, 9, 200, 0, 200", // steps that make no whole day
  })
  void shouldFindLongestCycleThatMemoryHolds(
      long seconds, int window, int season, int lookback, int cycle, int memory) {
    ModelShape shape =
        new ModelShape(
            List.of("a"),
            "a",
            1_000 * seconds,
            window,
            24,
            season,
            List.of(),
            ZoneId.of("UTC"),
            Evaluation.STATEFUL,
            lookback,
            true,
            false);

    assertThat(shape.cycle()).isEqualTo(cycle);
    assertThat(shape.memory()).isEqualTo(memory);
  }

  @Test
  void shouldTakeADayForSeasonOnceThereIsAStep() {
    ModelShape waiting =
        Models.wider(shape("a", "a", 96, 24, ModelShape.SEASON_BY_STEP), 336, false);

    assertThat(waiting.cycle()).as("without a season none").isZero();
    assertThat(waiting.memory()).isEqualTo(336);
    assertThat(waiting.withStep(3_600_000).season()).isEqualTo(24);
    assertThat(waiting.withStep(300_000).season()).isEqualTo(288);
    assertThat(waiting.withStep(60_000).season()).as("too long for the lookback").isZero();
    assertThat(waiting.withStep(86_400_000).season()).as("one step").isZero();
  }

  @Test
  void shouldTellCycleFromSeason() {
    ModelShape hours = Models.wider(shape("a", "a", 96, 24, 24), 336, false).withStep(3_600_000);

    assertThat(hours.longerCycle()).isEqualTo(168);
    assertThat(Models.wider(hours, 167, false).longerCycle()).isZero();
    assertThat(shape("a", "a", 96, 24, 168).longerCycle()).as("the season itself").isZero();
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
