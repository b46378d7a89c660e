package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import dev.foretide.nn.Layer.Extent;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DropoutLayerTest {
  private static final int N = 200_000;
  private static final int SIZE = 10;

  @Test
  void shouldKeepExpectationWhenTraining() {
    float[] y = values(layer().forward(ones(), new SplittableRandom(1)));

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
    assertThat(values(layer().forward(ones(), null))).containsOnly(1);
  }

  @Test
  void shouldDropSameValuesWhenSeedIsSame() {
    float[] y = values(layer().forward(ones(), new SplittableRandom(7)));

    assertThat(values(layer().forward(ones(), new SplittableRandom(7)))).isEqualTo(y);
    assertThat(values(layer().forward(ones(), new SplittableRandom(8)))).isNotEqualTo(y);
  }

  @Test
  void shouldDrawNewMaskWhenCalledAgain() {
    DropoutLayer layer = layer();
    SplittableRandom random = new SplittableRandom(7);
    float[] first = values(layer.forward(ones(), random));

    assertThat(values(layer.forward(ones(), random))).isNotEqualTo(first);
  }

  @Test
  void shouldPassBackOnlyWhatWasKept() {
    DropoutLayer layer = layer();
    float[] y = values(layer.forward(ones(), new SplittableRandom(7)));
    Matrix dY = Kernels.best().zeros(N / SIZE, SIZE);
    Arrays.fill(dY.data(), 1);

    Matrix dX = layer.backward(ones(), dY, true);

    assertThat(values(dX)).isEqualTo(y); // x and dY are ones: both are the mask
  }

  private static DropoutLayer layer() {
    return new DropoutLayer(Kernels.best(), 0.3f, SIZE, new Extent(10, N / SIZE / 10));
  }

  private static Matrix ones() {
    float[] ones = new float[N];
    Arrays.fill(ones, 1);
    return Matrix.of(ones, N / SIZE, SIZE);
  }

  private static float[] values(Matrix matrix) {
    float[] values = new float[N];
    for (int r = 0; r < matrix.rows(); r++) {
      System.arraycopy(matrix.data(), matrix.index(r, 0), values, r * SIZE, SIZE);
    }
    return values;
  }
}
