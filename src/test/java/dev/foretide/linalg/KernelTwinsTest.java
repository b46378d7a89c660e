package dev.foretide.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The twins give the same bits. */
class KernelTwinsTest {
  private final Random random = new Random(3);

  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "1,7,16",
    "1,64,100",
    "2,3,5",
    "5,8,17",
    "6,16,32",
    "7,17,33",
    "12,31,47",
    "13,50,50",
    "36,40,100",
    "65,9,64"
  })
  void shouldGiveSameBits(int m, int k, int n) {
    Kernels vector = Kernels.best();
    assumeTrue(vector != Kernels.scalar(), Kernels.choice());
    float[] x = randomFloats(m * k);
    float[] w = randomFloats(k * 4 * n);
    float[] z = randomFloats(m * 4 * n);
    float[] cells = randomFloats(m * n);
    float[] dHidden = randomFloats(m * n);

    float[] actual = passThrough(vector, new int[] {m, k, n}, x, w, z, cells, dHidden);

    assertThat(actual)
        .containsExactly(
            passThrough(Kernels.scalar(), new int[] {m, k, n}, x, w, z, cells, dHidden));
  }

  /** A product, a cell forward and back, and a weight gradient: all kernels, all results. */
  private static float[] passThrough(Kernels kernels, int[] size, float[]... given) {
    int m = size[0];
    int k = size[1];
    int n = size[2];
    Matrix x = Matrix.of(given[0], m, k);
    PackedMatrix w = kernels.pack(Matrix.of(given[1], k, 4 * n));
    Matrix gates = kernels.zeros(m, 4 * n);
    copy(given[2], gates);
    Matrix before = kernels.zeros(m, n);
    copy(given[3], before);
    Matrix dHidden = kernels.zeros(m, n);
    copy(given[4], dHidden);
    Matrix after = kernels.zeros(m, n);
    Matrix hidden = kernels.zeros(m, n);
    Matrix dCell = kernels.zeros(m, n);
    Matrix dWeight = kernels.zeros(k, 4 * n);
    LstmStep.Cells cells = new LstmStep.Cells(before, after, kernels.zeros(m, n));
    LstmStep step = new LstmStep(LstmStep.scale(kernels, n), gates, cells, hidden);

    kernels.product(gates, x, w, gates);
    kernels.forward(step);
    kernels.backward(step, dHidden, dCell);
    kernels.addTransposedProduct(x, gates, dWeight);

    List<Float> all = new ArrayList<>();
    for (Matrix result : List.of(gates, after, hidden, dCell, dWeight)) {
      for (int r = 0; r < result.rows(); r++) {
        for (int c = 0; c < result.columns(); c++) {
          all.add(result.data[result.index(r, c)]);
        }
      }
    }
    float[] values = new float[all.size()];
    for (int j = 0; j < values.length; j++) {
      values[j] = all.get(j);
    }
    return values;
  }

  @Test
  void shouldGiveSameBitsWhenActivated() {
    Kernels vector = Kernels.best();
    assumeTrue(vector != Kernels.scalar(), Kernels.choice());
    float[] x = randomFloats(1003);
    float[] expectedTanh = x.clone();
    float[] expectedSigmoid = x.clone();
    Kernels.scalar().tanh(expectedTanh, 1003);
    Kernels.scalar().sigmoid(expectedSigmoid, 1003);
    float[] tanh = x.clone();
    float[] sigmoid = x.clone();

    vector.tanh(tanh, 1003);
    vector.sigmoid(sigmoid, 1003);

    assertThat(tanh).containsExactly(expectedTanh);
    assertThat(sigmoid).containsExactly(expectedSigmoid);
  }

  /** What a JVM of its own prints, for {@link KernelChoiceIT}. */
  public static void main(String[] args) {
    KernelTwinsTest test = new KernelTwinsTest();
    boolean same = true;
    for (int[] size : new int[][] {{1, 7, 16}, {1, 64, 100}, {7, 17, 33}, {13, 50, 50}}) {
      float[] x = test.randomFloats(size[0] * size[1]);
      float[] w = test.randomFloats(size[1] * 4 * size[2]);
      float[] z = test.randomFloats(size[0] * 4 * size[2]);
      float[] cells = test.randomFloats(size[0] * size[2]);
      float[] best = passThrough(Kernels.best(), size, x, w, z, cells, cells);
      same &= Arrays.equals(best, passThrough(Kernels.scalar(), size, x, w, z, cells, cells));
    }
    System.out.println(Kernels.choice() + " same bits: " + same);
  }

  private static void copy(float[] from, Matrix to) {
    int n = to.columns();
    for (int r = 0; r < to.rows(); r++) {
      System.arraycopy(from, r * n, to.data, to.index(r, 0), n);
    }
  }

  private float[] randomFloats(int n) {
    float[] values = new float[n];
    for (int j = 0; j < n; j++) {
      values[j] = (float) random.nextGaussian();
    }
    return values;
  }
}
