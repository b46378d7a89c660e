package dev.foretide.stream.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleMemoryBudgetTest {
  private final IdleMemoryBudget<String> memory = new IdleMemoryBudget<>(100);

  @Test
  void shouldKeepEverythingBelowTheLimit() {
    assertThat(memory.mustFree("a", 60)).isFalse();
    assertThat(memory.mustFree("b", 40)).isFalse();
  }

  @Test
  void shouldFreeWhoHasBeenIdleLongest() {
    memory.mustFree("a", 60);
    memory.mustFree("b", 30);

    assertThat(memory.mustFree("c", 20)).as("the newest").isFalse();
    assertThat(memory.mustFree("b", 30)).isFalse();
    assertThat(memory.mustFree("a", 60)).isTrue();
    assertThat(memory.mustFree("b", 30)).as("enough by now").isFalse();
  }

  @Test
  void shouldTakeAHolderThatHasWorkedForTheNewest() {
    memory.mustFree("a", 60);
    memory.mustFree("b", 40);
    memory.mustFree("a", 61);

    assertThat(memory.mustFree("a", 61)).isFalse();
    assertThat(memory.mustFree("b", 40)).isTrue();
  }

  @Test
  void shouldNotCountWhatIsForgotten() {
    memory.mustFree("a", 60);
    memory.forget("a");

    assertThat(memory.mustFree("b", 100)).isFalse();
    assertThat(memory.mustFree("a", 0)).isFalse();
  }
}
