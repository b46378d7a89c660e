package dev.foretide.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kernel of both twins against the same sum in float64, at sizes around the lane width and
 * the tiles. Where the Vector API is missing, both are the scalar one, and {@link KernelTwinsTest}
 * says so.
 */
class KernelsTest {
  private static final double TOLERANCE = 2e-5;
  private static final int[][] SIZES = {
    {1, 1, 1},
    {4, 2, 8},
    {3, 1, 7},
    {5, 3, 9},
    {8, 6, 16},
    {7, 7, 17},
    {13, 9, 15},
    {33, 13, 31},
    {6, 64, 33},
    {1, 5, 64},
    {1, 8, 96},
    {1, 3, 31},
    {12, 4, 65},
    {2, 2, 127}
  };

  private final Random random = new Random(7);

  static Stream<Arguments> sizes() {
    return Stream.of(Kernels.scalar(), Kernels.best())
        .distinct()
        .flatMap(
            kernels -> Stream.of(SIZES).map(s -> Arguments.of(kernels.name(), s[0], s[1], s[2])));
  }

  static Stream<String> twins() {
    return Stream.of(Kernels.scalar().name(), Kernels.best().name()).distinct();
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void shouldMatchFloat64WhenMultiplied(String twin, int m, int k, int n) {
    Kernels kernels = named(twin);
    Matrix init = random(kernels, m, n);
    float[] a = randomFloats(3 + m * (k + 2));
    Matrix left = Matrix.of(a, 3, m, k, k + 2);
    Matrix right = Matrix.of(randomFloats(k * n), k, n);
    Matrix c = kernels.zeros(m, n);

    kernels.product(init, left, kernels.pack(right), c);

    assertElements(c, (r, j) -> at(init, r, j) + sum(k, i -> at(left, r, i) * at(right, i, j)));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void shouldMatchFloat64WhenMultipliedInPlaceByTransposed(String twin, int m, int k, int n) {
    Kernels kernels = named(twin);
    Matrix c = random(kernels, m, n);
    Matrix before = Matrix.of(c.data.clone(), 0, m, n, c.rowStride);
    Matrix left = Matrix.of(randomFloats(m * k), m, k);
    Matrix right = Matrix.of(randomFloats(n * k), n, k).transposed();

    kernels.product(c, left, kernels.pack(right), c);

    assertElements(c, (r, j) -> at(before, r, j) + sum(k, i -> at(left, r, i) * at(right, i, j)));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void shouldAddOneRowToAllWhenItIsRepeated(String twin, int m, int k, int n) {
    Kernels kernels = named(twin);
    float[] bias = randomFloats(kernels.stride(n));
    Matrix left = Matrix.of(randomFloats(m * k), m, k);
    Matrix right = Matrix.of(randomFloats(k * n), k, n);
    Matrix c = kernels.zeros(m, n);

    kernels.product(Matrix.repeatedRow(bias, m, n), left, kernels.pack(right), c);

    assertElements(c, (r, j) -> bias[j] + sum(k, i -> at(left, r, i) * at(right, i, j)));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void shouldMatchFloat64WhenLeftFactorIsTransposed(String twin, int m, int k, int n) {
    Kernels kernels = named(twin);
    Matrix left = Matrix.of(randomFloats(m * k), m, k);
    Matrix right = random(kernels, m, n);
    Matrix c = random(kernels, k, n);
    Matrix before = Matrix.of(c.data.clone(), 0, k, n, c.rowStride);

    kernels.addTransposedProduct(left, right, c);

    assertElements(c, (i, j) -> at(before, i, j) + sum(m, r -> at(left, r, i) * at(right, r, j)));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void shouldBeWithinStatedErrorOfMathWhenCellIsCarriedForward(String twin, int m, int k, int n) {
    Kernels kernels = named(twin);
    Matrix z = random(kernels, m, 4 * n);
    Matrix gates = Matrix.of(z.data.clone(), 0, m, 4 * n, z.rowStride);
    Matrix before = random(kernels, m, n);
    Matrix after = kernels.zeros(m, n);
    Matrix hidden = kernels.zeros(m, n);
    LstmStep.Cells cells = new LstmStep.Cells(before, after, kernels.zeros(m, n));

    kernels.forward(new LstmStep(LstmStep.scale(kernels, n), gates, cells, hidden));

    for (int r = 0; r < m; r++) {
      for (int u = 0; u < n; u++) {
        double i = sigmoid(at(z, r, u));
        double f = sigmoid(at(z, r, n + u));
        double g = Math.tanh(at(z, r, 2 * n + u));
        double o = sigmoid(at(z, r, 3 * n + u));
        double c = f * at(before, r, u) + i * g;
        assertThat(at(gates, r, 2 * n + u)).isCloseTo(g, within(4e-7));
        assertThat(at(gates, r, 3 * n + u)).isCloseTo(o, within(2e-7));
        assertThat(at(after, r, u)).isCloseTo(c, within(2e-6));
        assertThat(at(hidden, r, u)).isCloseTo(o * Math.tanh(c), within(3e-6));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 8, 31})
  void shouldMatchFloat64WhenDotted(int n) {
    float[] x = randomFloats(n + 2);
    float[] y = randomFloats(n + 3);

    double dot = Kernels.dot(x, 2, y, 3, n);

    assertThat(dot).isCloseTo(sum(n, j -> (double) x[2 + j] * y[3 + j]), within(TOLERANCE));
  }

  @ParameterizedTest
  @MethodSource("twins")
  void shouldBeWithinStatedErrorOfMathWhenActivated(String twin) {
    int n = 40_001;
    float[] tanh = new float[n];
    for (int j = 0; j < n; j++) {
      tanh[j] = (j - n / 2) / 1000f;
    }
    float[] sigmoid = tanh.clone();
    float[] x = tanh.clone();

    named(twin).tanh(tanh, n);
    named(twin).sigmoid(sigmoid, n);

    for (int j = 0; j < n; j++) {
      assertThat((double) tanh[j]).isCloseTo(Math.tanh(x[j]), within(4e-7));
      assertThat((double) sigmoid[j]).isCloseTo(sigmoid(x[j]), within(2e-7));
    }
  }

  @ParameterizedTest
  @MethodSource("twins")
  void shouldSaturateAndKeepNaNWhenInputIsExtreme(String twin) {
    float[] extremes = {Float.NEGATIVE_INFINITY, -1e30f, 1e30f, Float.POSITIVE_INFINITY, Float.NaN};
    float[] v = new float[35];
    for (int j = 0; j < v.length; j++) {
      v[j] = extremes[j % 5];
    }

    named(twin).tanh(v, v.length);

    for (int j = 0; j < v.length; j += 5) {
      assertThat(v[j]).isCloseTo(-1, within(4e-7f));
      assertThat(v[j + 1]).isCloseTo(-1, within(4e-7f));
      assertThat(v[j + 2]).isCloseTo(1, within(4e-7f));
      assertThat(v[j + 3]).isCloseTo(1, within(4e-7f));
      assertThat(v[j + 4]).isNaN();
    }
  }

  @Test
  void shouldNameShapesWhenTheyDoNotFit() {
    Kernels kernels = Kernels.best();
    Matrix c = kernels.zeros(2, 5);
    PackedMatrix b = kernels.pack(Matrix.of(new float[20], 4, 5));

    assertThatThrownBy(() -> kernels.product(c, Matrix.of(new float[6], 2, 3), b, c))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shapes do not fit: [2, 5] + [2, 3] by [4, 5] into [2, 5]");
    assertThatThrownBy(() -> kernels.addTransposedProduct(Matrix.of(new float[6], 3, 2), c, c))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shapes do not fit: transpose of [3, 2] by [2, 5] into [2, 5]");
    assertThatThrownBy(() -> b.set(Matrix.of(new float[20], 5, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("matrix is [5, 4], must be [4, 5]");
  }

  @Test
  void shouldRefuseViewThatLeavesItsArray() {
    assertThatThrownBy(() -> Matrix.of(new float[10], 1, 2, 5, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Matrix.of(new float[10], 2, 5).rows(1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  static Kernels named(String twin) {
    return twin.equals("scalar") ? Kernels.scalar() : Kernels.best();
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double at(Matrix matrix, int row, int column) {
    return matrix.data[matrix.index(row, column)];
  }

  /** A term of a sum. */
  private interface Term {
    double at(int index);
  }

  private static double sum(int n, Term term) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += term.at(i);
    }
    return sum;
  }

  private static void assertElements(Matrix actual, BiFunction<Integer, Integer, Double> expected) {
    for (int r = 0; r < actual.rows(); r++) {
      for (int c = 0; c < actual.columns(); c++) {
        assertThat(at(actual, r, c)).isCloseTo(expected.apply(r, c), within(TOLERANCE));
      }
    }
  }

  private Matrix random(Kernels kernels, int rows, int columns) {
    Matrix matrix = kernels.zeros(rows, columns);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(randomFloats(columns), 0, matrix.data, matrix.index(r, 0), columns);
    }
    return matrix;
  }

  private float[] randomFloats(int n) {
    float[] values = new float[n];
    for (int j = 0; j < n; j++) {
      values[j] = (float) random.nextGaussian();
    }
    return values;
  }
}
