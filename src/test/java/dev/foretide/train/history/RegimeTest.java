package dev.foretide.train.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegimeTest {
  private final Regime regime = new Regime(30);

  @Test
  void shouldBeDueWhenItsStepsAreEnoughToLearnFromAndOnceMoreWhenThereAreThreeTimesAsMany() {
    regime.begins(1_000);
    assertThat(regime.isDue(1_029)).isFalse();
    assertThat(regime.isDue(1_030)).isTrue();
    assertThat(regime.isNew()).isTrue();

    regime.trained(1_030);

    assertThat(regime.isDue(1_089)).isFalse();
    assertThat(regime.isDue(1_090)).isTrue();
    assertThat(regime.isNew()).isFalse();
    assertThat(regime.from()).isEqualTo(1_000);
    regime.trained(1_095);
    assertThat(regime.isDue(9_999)).isFalse();
    assertThat(regime.from()).isEqualTo(Regime.NONE);
  }

  @Test
  void shouldStayWhereItBeganWhileItIsWaitedFor() {
    regime.begins(1_000);

    regime.begins(1_020);

    assertThat(regime.from()).isEqualTo(1_000);
    assertThat(regime.isDue(1_030)).isTrue();
  }

  @Test
  void shouldNotCountATrainingThatCameTooEarlyForIt() {
    regime.begins(1_000);

    regime.trained(1_010);

    assertThat(regime.isNew()).isTrue();
    assertThat(regime.isDue(1_030)).isTrue();
  }
}
