package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossTest {
  @ParameterizedTest
  @CsvSource({
    "MSE, 3, 9, 6",
    "MSE, -0.5, 0.25, -1",
    "MAE, -3, 3, -1",
    "MAE, 0, 0, 0",
    "HUBER, 0.5, 0.125, 0.5",
    "HUBER, 1, 0.5, 1",
    "HUBER, -3, 2.5, -1"
  })
  void shouldGiveValueAndGradient(Loss loss, float error, double value, float gradient) {
    assertThat(loss.value(error)).isCloseTo(value, within(1e-9));
    assertThat(loss.gradient(error)).isEqualTo(gradient);
  }

  @Test
  void shouldReadNameInAnyCase() {
    assertThat(Loss.of("Huber")).isEqualTo(Loss.HUBER);
    assertThatThrownBy(() -> Loss.of("mape"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("loss 'mape': must be one of [mse, mae, huber]");
  }
}
