package dev.foretide.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {
  private static final Grid MINUTES = grid(Duration.ofMinutes(1), Duration.ofMinutes(2));

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "59_999, 0",
    "60_000, 1",
    "60_001, 1",
    "-1, -1",
    "-60_000, -1",
    "-60_001, -2",
  })
  void shouldPutTimeIntoStepThatBeginsAtOrBeforeIt(String millis, long step) {
    long time = Long.parseLong(millis.replace("_", ""));

    assertThat(MINUTES.stepOf(time)).isEqualTo(step);
    assertThat(MINUTES.startOf(step)).isLessThanOrEqualTo(time);
    assertThat(MINUTES.startOf(step + 1)).isGreaterThan(time);
  }

  @ParameterizedTest
  @CsvSource({"10, true", "9, true", "8, true", "7, false"})
  void shouldAcceptLateStepUpToGraceInclusive(long late, boolean accepted) {
    assertThat(MINUTES.accepts(late, 10)).isEqualTo(accepted);
  }

  @Test
  void shouldAcceptNoLateStepWithoutGrace() {
    Grid strict = grid(Duration.ofMinutes(1), Duration.ZERO);

    assertThat(strict.accepts(9, 10)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"HOLD, 5, true", "HOLD, 6, false", "LINEAR, 5, true", "NONE, 1, false"})
  void shouldFillGapsUpToLongest(GapFill fill, long missing, boolean filled) {
    Grid grid = new Grid(Duration.ofSeconds(1), Aggregate.MEAN, Duration.ZERO, fill, 5);

    assertThat(grid.fills(missing)).isEqualTo(filled);
  }

  @Test
  void shouldNameKeyAndValueOfWhatItRefuses() {
    assertThatThrownBy(() -> grid(Duration.ofNanos(1), Duration.ZERO))
        .hasMessageContaining("step is PT0.000000001S");
    assertThatThrownBy(() -> grid(Duration.ofSeconds(1), Duration.ofSeconds(-1)))
        .hasMessageContaining("grace is PT-1S");
    assertThatThrownBy(
            () -> new Grid(Duration.ofSeconds(1), Aggregate.MEAN, Duration.ZERO, GapFill.HOLD, -1))
        .hasMessageContaining("gap.max is -1");
  }

  private static Grid grid(Duration step, Duration grace) {
    return new Grid(step, Aggregate.MEAN, grace, GapFill.HOLD, 5);
  }
}
