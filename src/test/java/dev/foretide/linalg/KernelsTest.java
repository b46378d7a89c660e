package dev.foretide.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kernel against the same sum in float64, at sizes around the lane width and the unrolling.
 */
class KernelsTest {
  private static final double TOLERANCE = 2e-5;

  private final Random random = new Random(7);

  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "4,2,8",
    "3,1,7",
    "5,3,9",
    "8,6,16",
    "7,7,17",
    "13,9,15",
    "33,13,31",
    "6,64,33"
  })
  void shouldMatchFloat64WhenMultiplied(int m, int k, int n) {
    float[] a = randomFloats(3 + m * k);
    float[] b = randomFloats(5 + k * n);
    float[] c = randomFloats(2 + m * n);
    float[] before = c.clone();

    Kernels.addProduct(Matrix.of(a, 3, m, k), PackedMatrix.of(Matrix.of(b, 5, k, n)), at(c, m, n));

    assertThat(c[0]).isEqualTo(before[0]);
    for (int r = 0; r < m; r++) {
      for (int j = 0; j < n; j++) {
        double sum = before[2 + r * n + j];
        for (int i = 0; i < k; i++) {
          sum += (double) a[3 + r * k + i] * b[5 + i * n + j];
        }
        assertThat((double) c[2 + r * n + j]).isCloseTo(sum, within(TOLERANCE));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "4,2,8", "3,1,7", "5,3,9", "8,6,16", "9,17,13"})
  void shouldMatchProductOfTransposedWhenRightFactorIsPackedTransposed(int m, int k, int n) {
    float[] a = randomFloats(m * k);
    float[] b = randomFloats(n * k);
    float[] bt = new float[k * n];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < n; j++) {
        bt[i * n + j] = b[j * k + i];
      }
    }
    float[] expected = new float[m * n];
    float[] actual = new float[m * n];
    Kernels.addProduct(
        Matrix.of(a, m, k), PackedMatrix.of(Matrix.of(bt, k, n)), Matrix.of(expected, m, n));

    Kernels.addProduct(
        Matrix.of(a, m, k), PackedMatrix.ofTransposed(Matrix.of(b, n, k)), Matrix.of(actual, m, n));

    assertThat(actual).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,4,8", "3,5,7", "5,3,9", "8,6,16", "33,13,31"})
  void shouldMatchFloat64WhenLeftFactorIsTransposed(int m, int k, int n) {
    float[] a = randomFloats(1 + m * k);
    float[] b = randomFloats(2 + m * n);
    PackedMatrix c = new PackedMatrix(k, n);

    Kernels.addTransposedProduct(Matrix.of(a, 1, m, k), Matrix.of(b, 2, m, n), c);

    float[] transposed = new float[n * k];
    c.addTransposedTo(Matrix.of(transposed, n, k));
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int r = 0; r < m; r++) {
          sum += (double) a[1 + r * k + i] * b[2 + r * n + j];
        }
        assertThat((double) c.data[i][j]).isCloseTo(sum, within(TOLERANCE));
        assertThat(transposed[j * k + i]).isEqualTo(c.data[i][j]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 6, 7, 8, 9, 12, 15, 16, 17})
  void shouldMatchFloat64WhenVectorMeetsMatrix(int k) {
    int n = 19;
    float[] x = randomFloats(4 + k);
    float[] w = randomFloats(k * n);
    float[] y = randomFloats(n + 3);
    float[] before = y.clone();

    Kernels.addVectorMatrix(x, 4, PackedMatrix.of(Matrix.of(w, k, n)), y);

    for (int j = 0; j < n + 3; j++) {
      double sum = before[j];
      for (int i = 0; i < k && j < n; i++) {
        sum += (double) x[4 + i] * w[i * n + j];
      }
      assertThat((double) y[j]).isCloseTo(sum, within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 8, 31})
  void shouldMatchFloat64WhenDotted(int n) {
    float[] x = randomFloats(n + 2);
    float[] y = randomFloats(n + 3);
    double sum = 0;
    for (int j = 0; j < n; j++) {
      sum += (double) x[2 + j] * y[3 + j];
    }

    assertThat((double) Kernels.dot(x, 2, y, 3, n)).isCloseTo(sum, within(TOLERANCE));
  }

  @Test
  void shouldBeCloseToMathWhenActivated() {
    int n = 40_001;
    float[] tanh = new float[n];
    float[] sigmoid = new float[n];
    for (int j = 0; j < n; j++) {
      tanh[j] = (j - n / 2) / 1000f;
      sigmoid[j] = tanh[j];
    }
    float[] x = tanh.clone();

    Kernels.tanh(tanh, n);
    Kernels.sigmoid(sigmoid, n);

    for (int j = 0; j < n; j++) {
      assertThat((double) tanh[j]).isCloseTo(Math.tanh(x[j]), within(4e-7));
      assertThat((double) sigmoid[j]).isCloseTo(1 / (1 + Math.exp(-x[j])), within(2e-7));
    }
  }

  @Test
  void shouldSaturateAndKeepNaNWhenInputIsExtreme() {
    float[] v = {Float.NEGATIVE_INFINITY, -1e30f, 1e30f, Float.POSITIVE_INFINITY, Float.NaN};

    Kernels.tanh(v, 5);

    assertThat(v[0]).isCloseTo(-1, within(4e-7f));
    assertThat(v[1]).isCloseTo(-1, within(4e-7f));
    assertThat(v[2]).isCloseTo(1, within(4e-7f));
    assertThat(v[3]).isCloseTo(1, within(4e-7f));
    assertThat(v[4]).isNaN();
  }

  @Test
  void shouldNameShapesWhenTheyDoNotFit() {
    Matrix a = Matrix.of(new float[6], 2, 3);
    PackedMatrix b = new PackedMatrix(4, 5);
    Matrix c = Matrix.of(new float[10], 2, 5);

    assertThatThrownBy(() -> Kernels.addProduct(a, b, c))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shapes do not fit: [2, 3] by [4, 5] into [2, 5]");
  }

  private static Matrix at(float[] c, int m, int n) {
    return Matrix.of(c, 2, m, n);
  }

  private float[] randomFloats(int n) {
    float[] values = new float[n];
    for (int j = 0; j < n; j++) {
      values[j] = (float) random.nextGaussian();
    }
    return values;
  }
}
