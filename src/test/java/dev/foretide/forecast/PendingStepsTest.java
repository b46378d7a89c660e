package dev.foretide.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.series.Aggregate;
import org.junit.jupiter.api.Test;

class PendingStepsTest {
  private final PendingSteps pending = new PendingSteps(3, 2);

  @Test
  void shouldAggregatePerStepAndFeature() {
    pending.hold(-4);
    pending.fold(-4, 1, 2, Aggregate.MEAN);
    pending.fold(-4, 1, 4, Aggregate.MEAN);

    assertThat(pending.value(-4, 1)).isEqualTo(3);
    assertThat(pending.count(-4, 1)).isEqualTo(2);
    assertThat(pending.count(-4, 0)).isZero();
    assertThat(pending.count(-1, 1)).as("another step in the same place").isZero();
  }

  @Test
  void shouldMakeWayForNewerStepButNotForOlder() {
    pending.hold(5);
    pending.fold(5, 0, 1, Aggregate.LAST);

    assertThat(pending.hold(2)).isFalse();
    assertThat(pending.hold(8)).isTrue();
    assertThat(pending.count(8, 0)).isZero();
    assertThat(pending.count(5, 0)).isZero();
  }

  @Test
  void shouldNameNewestStepThatHasFeature() {
    pending.hold(6);
    pending.fold(6, 0, 1, Aggregate.LAST);
    pending.hold(7);
    pending.fold(7, 1, 1, Aggregate.LAST);

    assertThat(pending.newestWith(0)).isEqualTo(6);
    assertThat(pending.newestWith(1)).isEqualTo(7);
    pending.forgetUpTo(6);
    assertThat(pending.newestWith(0)).isEqualTo(PendingSteps.NONE);
    assertThat(pending.newestWith(1)).isEqualTo(7);
  }

  @Test
  void shouldCountNothingOfPlaceThatWasCleared() {
    pending.hold(6);
    pending.fold(6, 0, 1, Aggregate.LAST);
    pending.clear();

    assertThat(pending.newestWith(0)).isEqualTo(PendingSteps.NONE);
    pending.hold(6);
    assertThat(pending.count(6, 0)).isZero();
  }
}
