package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdamTest {
  /*
   * p = 1, rate 0.1, gradients 0.5 and then -0.25, by hand:
   *   step 1: m = 0.05, v = 0.00025; m^ = 0.5, v^ = 0.25; p = 1 - 0.1 * 0.5 / 0.5 = 0.9
   *   step 2: m = 0.045 - 0.025 = 0.02, v = 0.00024975 + 0.0000625 = 0.00031225
   *           m^ = 0.02 / 0.19 = 0.1052632, v^ = 0.00031225 / 0.001999 = 0.1562031
   *           p = 0.9 - 0.1 * 0.1052632 / 0.3952254 = 0.8733663
   */
  @Test
  void shouldMatchTwoStepsByHand() {
    Tensor p = new Tensor("p", new int[] {1}, new float[] {1});
    Adam adam = new Adam(List.of(p), 0);

    adam.step(List.of(new float[] {0.5f}), 0.1);
    assertThat(p.data()[0]).isCloseTo(0.9f, within(1e-6f));

    adam.step(List.of(new float[] {-0.25f}), 0.1);
    assertThat(p.data()[0]).isCloseTo(0.8733663f, within(1e-6f));
  }

  @Test
  void shouldDecayMatricesOnly() {
    Tensor matrix = new Tensor("w", new int[] {1, 1}, new float[] {2});
    Tensor bias = new Tensor("b", new int[] {1}, new float[] {2});
    Adam adam = new Adam(List.of(matrix, bias), 0.5);

    adam.step(List.of(new float[1], new float[1]), 0.1);

    assertThat(matrix.data()[0]).isCloseTo(2 * (1 - 0.1f * 0.5f), within(1e-6f));
    assertThat(bias.data()[0]).isEqualTo(2);
  }

  @Test
  void shouldClipCommonNorm() {
    List<float[]> gradients = List.of(new float[] {3}, new float[] {0, -4});

    assertThat(Adam.clipByNorm(gradients, 10)).isEqualTo(5);
    assertThat(gradients.get(0)).containsExactly(3);
    assertThat(Adam.clipByNorm(gradients, 0)).isEqualTo(5);
    assertThat(gradients.get(0)).containsExactly(3);
    assertThat(Adam.clipByNorm(gradients, 1)).isEqualTo(5);
    assertThat(gradients.get(0)).containsExactly(new float[] {0.6f}, within(1e-6f));
    assertThat(gradients.get(1)).containsExactly(new float[] {0, -0.8f}, within(1e-6f));
  }

  @Test
  void shouldNameParameterWhenGradientHasAnotherLength() {
    Adam adam = new Adam(List.of(new Tensor("w", new int[] {2}, new float[2])), 0);

    assertThatThrownBy(() -> adam.step(List.of(new float[3]), 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gradient of 'w' has 3 values: must be 2");
  }
}
