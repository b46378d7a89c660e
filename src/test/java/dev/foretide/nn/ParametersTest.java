package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ParametersTest {
  private static final Architecture ARCHITECTURE =
      Architecture.parse("lstm:40,dense:60,dense", 7, 2);

  @Test
  void shouldFillGlorotRangeEvenly() {
    for (Tensor tensor : Parameters.initial(ARCHITECTURE, 5, false)) {
      if (tensor.isMatrix() && !tensor.name().endsWith("weight_hh")) {
        double limit = Math.sqrt(6.0 / (tensor.shape()[0] + tensor.shape()[1]));
        double largest = 0;
        double squares = 0;
        for (float value : tensor.data()) {
          largest = Math.max(largest, Math.abs(value));
          squares += value * value;
        }
        assertThat(largest).as(tensor.name()).isBetween(0.95 * limit, limit + 1e-6);
        double variance = limit * limit / 3;
        assertThat(squares / tensor.data().length)
            .as(tensor.name())
            .isCloseTo(variance, within(0.2 * variance));
      }
    }
  }

  @Test
  void shouldDependOnSeedAlone() {
    float[] first = Parameters.initial(ARCHITECTURE, 5, false).get(0).data();

    assertThat(Parameters.initial(ARCHITECTURE, 5, false).get(0).data()).containsExactly(first);
    assertThat(Parameters.initial(ARCHITECTURE, 6, false).get(0).data()).isNotEqualTo(first);
  }
}
