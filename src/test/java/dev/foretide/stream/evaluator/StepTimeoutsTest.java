package dev.foretide.stream.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.forecast.SeriesStateHeader;
import org.junit.jupiter.api.Test;

class StepTimeoutsTest {
  private static final long GRACE = 2_000;
  private final StepTimeouts steps = new StepTimeouts(GRACE);

  @Test
  void shouldCloseWhenEndOfStepAndGraceArePastAndSeriesIsQuiet() {
    steps.note("boiler", 60_000, 55_000);

    assertThat(steps.poll(61_999)).isNull();
    assertThat(steps.poll(62_000)).isEqualTo("boiler");
    assertThat(steps.poll(62_000)).as("once").isNull();
  }

  @Test
  void shouldWaitWhileReadingsOfBacklogStillCome() {
    long now = 1_000_000;
    steps.note("boiler", 60_000, now);
    steps.note("boiler", 60_000, now + 4_000);

    assertThat(steps.poll(now + 5_000)).isNull();
    assertThat(steps.poll(now + 4_000 + StepTimeouts.QUIET)).isEqualTo("boiler");
  }

  @Test
  void shouldFollowSeriesToItsNextStep() {
    steps.note("boiler", 60_000, 10_000);
    steps.note("boiler", 120_000, 61_000);

    assertThat(steps.poll(100_000)).isNull();
    assertThat(steps.poll(122_000)).isEqualTo("boiler");
  }

  @Test
  void shouldForgetSeriesWithoutOpenStep() {
    steps.note("boiler", 60_000, 10_000);
    steps.note("boiler", SeriesStateHeader.NEVER, 61_000);

    assertThat(steps.poll(1_000_000)).isNull();
  }

  @Test
  void shouldCloseOldestFirst() {
    steps.note("b", 60_000, 0);
    steps.note("a", 60_000, 0);
    steps.note("c", 30_000, 0);

    assertThat(steps.poll(100_000)).isEqualTo("c");
    assertThat(steps.poll(100_000)).isEqualTo("a");
    assertThat(steps.poll(100_000)).isEqualTo("b");
  }
}
