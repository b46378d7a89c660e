package dev.foretide.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LinearHeadTest {

  @Test
  void shouldMultiplyRegressorsAndAddIntercept() {
    LinearHead head = new LinearHead(2, 3, new float[] {1, 2, 10, -1, 0.5f, 20, 0, 0, 30});
    float[] forecast = new float[3];

    head.predict(new float[] {4, 6}, forecast);

    assertThat(forecast).containsExactly(26, 19, 30);
  }

  @Test
  void shouldNotChangeWhenArraysAroundItChange() {
    float[] given = {1, 2};
    LinearHead head = new LinearHead(1, 1, given);

    given[0] = 9;
    head.weights()[1] = 9;

    assertThat(head.weights()).containsExactly(1, 2);
  }

  @Test
  void shouldRefuseWeightsOfAnotherSize() {
    assertThatThrownBy(() -> new LinearHead(3, 2, new float[7]))
        .hasMessage("linear head: 7 weights, expected 2 x (3 + 1)");
  }
}
