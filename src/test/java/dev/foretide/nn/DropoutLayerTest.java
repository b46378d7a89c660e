package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.nn.Layer.Extent;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DropoutLayerTest {
  private static final int N = 200_000;
  private static final Extent EXTENT = new Extent(10, N / 100);

  @Test
  void shouldKeepExpectationWhenTraining() {
    float[] y = layer(1).forward(ones(), EXTENT, true);

    double sum = 0;
    int dropped = 0;
    for (float value : y) {
      sum += value;
      dropped += value == 0 ? 1 : 0;
    }
    // 200,000 draws: five standard errors of the share are below 0.006
    assertThat(sum / N).isCloseTo(1, within(0.008));
    assertThat((double) dropped / N).isCloseTo(0.3, within(0.006));
  }

  @Test
  void shouldChangeNothingWhenNotTraining() {
    assertThat(layer(1).forward(ones(), EXTENT, false)).containsOnly(1);
  }

  @Test
  void shouldDropSameValuesWhenSeedIsSame() {
    float[] y = layer(7).forward(ones(), EXTENT, true);

    assertThat(layer(7).forward(ones(), EXTENT, true)).isEqualTo(y);
    assertThat(layer(8).forward(ones(), EXTENT, true)).isNotEqualTo(y);
  }

  @Test
  void shouldDrawNewMaskWhenCalledAgain() {
    DropoutLayer layer = layer(7);
    float[] first = layer.forward(ones(), EXTENT, true).clone();

    assertThat(layer.forward(ones(), EXTENT, true)).isNotEqualTo(first);
  }

  private static DropoutLayer layer(long seed) {
    return new DropoutLayer(0.3f, 10, new SplittableRandom(seed));
  }

  private static float[] ones() {
    float[] ones = new float[N];
    Arrays.fill(ones, 1);
    return ones;
  }
}
