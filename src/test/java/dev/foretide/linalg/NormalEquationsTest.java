package dev.foretide.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalEquationsTest {
  private final Random random = new Random(3);

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-3, 0.5, 10})
  void shouldMatchQrOfAugmentedProblem(double lambda) {
    int n = 60;
    int inputs = 5;
    int outputs = 3;
    float[] x = randomFloats(n * inputs);
    float[] y = randomFloats(n * outputs);
    for (int j = 0; j < y.length; j++) {
      y[j] += 4; // an intercept that a penalty would be seen to pull on
    }
    NormalEquations sums = new NormalEquations(inputs, outputs);
    addRows(sums, x, y, 0, n);

    RidgeSolution solution = sums.solve(lambda);

    assertThat(solution.lambda()).isEqualTo(lambda);
    DMatrixRMaj expected = qrOfAugmented(x, y, inputs, outputs, lambda);
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i <= inputs; i++) {
        assertThat((double) solution.coefficients()[o * (inputs + 1) + i])
            .isCloseTo(expected.get(i, o), within(1e-5));
      }
    }
  }

  @Test
  void shouldRaiseLambdaWhenInputsAreCollinear() {
    NormalEquations sums = new NormalEquations(3, 1);
    for (int r = 0; r < 50; r++) {
      float a = (float) random.nextGaussian();
      sums.add(new float[] {a, 2 * a, 1}, 0, new float[] {3 * a + 1}, 0);
    }

    RidgeSolution solution = sums.solve(0);

    assertThat(solution.lambda()).isPositive().isLessThan(1e-4);
    float[] yhat = new float[1];
    solution.predict(new float[] {2, 4, 1}, 0, yhat);
    assertThat(yhat[0]).isCloseTo(7, within(1e-3f));
  }

  @Test
  void shouldReturnMeanWhenAllInputsAreZero() {
    NormalEquations sums = new NormalEquations(2, 1);
    sums.add(new float[2], 0, new float[] {1}, 0);
    sums.add(new float[2], 0, new float[] {4}, 0);

    assertThat(sums.solve(1e-3).coefficients()).containsExactly(0, 0, 2.5f);
  }

  @Test
  void shouldReturnMeanWhenThereAreNoInputs() {
    NormalEquations sums = new NormalEquations(0, 1);
    sums.add(new float[0], 0, new float[] {1}, 0);
    sums.add(new float[0], 0, new float[] {4}, 0);

    assertThat(sums.solve(0).coefficients()).containsExactly(2.5f);
  }

  @Test
  void shouldReproduceRowsWhenInputsOutnumberThem() {
    float[] x = randomFloats(4 * 10);
    float[] y = randomFloats(4);
    NormalEquations sums = new NormalEquations(10, 1);
    addRows(sums, x, y, 0, 4);

    RidgeSolution solution = sums.solve(1e-6);

    float[] yhat = new float[1];
    for (int r = 0; r < 4; r++) {
      solution.predict(x, r * 10, yhat);
      assertThat(yhat[0]).isCloseTo(y[r], within(1e-3f));
    }
  }

  @Test
  void shouldEqualOneHistoryWhenTwoAreMerged() {
    float[] x = randomFloats(30 * 4);
    float[] y = randomFloats(30 * 2);
    NormalEquations whole = new NormalEquations(4, 2);
    addRows(whole, x, y, 0, 30);
    NormalEquations first = new NormalEquations(4, 2);
    addRows(first, x, y, 0, 11);
    NormalEquations second = new NormalEquations(4, 2);
    addRows(second, x, y, 11, 30);
    NormalEquations untouched = first.copy();

    first.add(second);

    assertThat(first.rows()).isEqualTo(30);
    assertThat(untouched.rows()).isEqualTo(11);
    assertThat(first.solve(0.1).coefficients())
        .containsExactly(whole.solve(0.1).coefficients(), within(1e-6f));
  }

  @Test
  void shouldEqualWeightedRowsWhenDecayed() {
    float[] x = randomFloats(30 * 2);
    float[] y = randomFloats(30);
    NormalEquations decayed = new NormalEquations(2, 1);
    NormalEquations weighted = new NormalEquations(2, 1);
    addRows(decayed, x, y, 0, 20);
    for (int r = 0; r < 30; r++) {
      weighted.add(x, 2 * r, y, r, r < 20 ? 0.25 : 1);
    }

    decayed.decay(0.25);
    addRows(decayed, x, y, 20, 30);

    assertThat(decayed.weight()).isEqualTo(15);
    assertThat(decayed.rows()).isEqualTo(30);
    assertThat(decayed.solve(0.1).coefficients())
        .containsExactly(weighted.solve(0.1).coefficients(), within(1e-6f));
  }

  @Test
  void shouldRefuseRowAndKeepSumsWhenValueIsNotFinite() {
    NormalEquations sums = new NormalEquations(2, 1);

    assertThatThrownBy(() -> sums.add(new float[] {1, Float.NaN}, 0, new float[] {1}, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("x[1] is NaN: must be finite");
    assertThat(sums.rows()).isZero();
    assertThatThrownBy(() -> sums.solve(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("0 rows");
  }

  @Test
  void shouldThrowNamedExceptionWhenSumsOverflow() {
    NormalEquations sums = new NormalEquations(1, 1);
    sums.add(new float[] {1e30f}, 0, new float[] {1}, 0, 1e300);

    assertThatThrownBy(() -> sums.solve(0.1))
        .isInstanceOf(SingularNormalEquationsException.class)
        .hasMessageStartingWith("no solution of 1 inputs, 1 outputs, 1 rows, lambda 0.1 to ");
  }

  @Test
  void shouldEqualEquationsOfChosenColumnsWhenPartIsTaken() {
    int n = 40;
    float[] x = randomFloats(n * 7);
    float[] y = randomFloats(n * 2);
    NormalEquations all = new NormalEquations(7, 2);
    NormalEquations chosen = new NormalEquations(4, 2);
    for (int r = 0; r < n; r++) {
      float[] some = {x[r * 7], x[r * 7 + 1], x[r * 7 + 4], x[r * 7 + 5]};
      double weight = 1 + r % 3;
      all.add(x, r * 7, y, r * 2, weight);
      chosen.add(some, 0, y, r * 2, weight);
    }

    NormalEquations part = all.part(2, 4, 6);

    assertThat(part.inputs()).isEqualTo(4);
    assertThat(part.rows()).isEqualTo(n);
    assertThat(part.weight()).isEqualTo(chosen.weight());
    assertThat(part.meanDiagonal()).isEqualTo(chosen.meanDiagonal());
    assertThat(part.solve(0.1).coefficients()).isEqualTo(chosen.solve(0.1).coefficients());
    assertThat(all.part(7, 7, 7).solve(0.1).coefficients())
        .as("all of them")
        .isEqualTo(all.solve(0.1).coefficients());
    assertThat(all.part(0, 0, 0).solve(0.1).coefficients()).as("the means").hasSize(2);
  }

  @Test
  void shouldNotChangeWhenPartDoes() {
    NormalEquations all = new NormalEquations(3, 1);
    addRows(all, randomFloats(30), randomFloats(10), 0, 10);
    float[] before = all.solve(0.1).coefficients();

    all.part(1, 2, 3).decay(0);

    assertThat(all.solve(0.1).coefficients()).isEqualTo(before);
  }

  @Test
  void shouldGoToPriorForLargeLambdaAndToPlainSolutionForNone() {
    NormalEquations first = new NormalEquations(3, 2);
    addRows(first, randomFloats(60), randomFloats(40), 0, 20);
    NormalEquations second = new NormalEquations(3, 2);
    addRows(second, randomFloats(60), randomFloats(40), 0, 20);
    RidgeSolution prior = first.solve(0);

    assertThat(second.solve(0, prior).coefficients()).isEqualTo(second.solve(0).coefficients());
    float[] pulled = second.solve(1e7, prior).coefficients();
    assertThat(pulled).containsExactly(prior.coefficients(), within(1e-4f));
    assertThat(second.solve(0.5, null).coefficients()).isEqualTo(second.solve(0.5).coefficients());
  }

  /** Else one row, which an intercept alone fits, would say more than any prior. */
  @Test
  void shouldPullInterceptTowardsPriorToo() {
    NormalEquations sums = new NormalEquations(1, 1);
    for (int r = 0; r < 8; r++) {
      float x = r % 2 == 0 ? 1 : -1;
      sums.add(new float[] {x}, 0, new float[] {3 * x + 5}, 0);
    }
    NormalEquations other = new NormalEquations(1, 1);
    other.add(new float[] {1}, 0, new float[] {1}, 0);
    other.add(new float[] {-1}, 0, new float[] {-1}, 0);

    // x is 1 or -1, so m is 8, as is the weight: (8 + 8 lambda) beta = 8 * 3 + 8 lambda * 1
    float[] beta = sums.solve(1, other.solve(0)).coefficients();

    assertThat(beta[0]).isCloseTo(2, within(1e-6f));
    assertThat(beta[1]).isCloseTo(2.5f, within(1e-6f)); // of 5 and 0
    assertThat(sums.solve(1).coefficients()[1]).as("without prior").isCloseTo(5, within(1e-6f));
  }

  private static void addRows(NormalEquations sums, float[] x, float[] y, int from, int to) {
    for (int r = from; r < to; r++) {
      sums.add(x, r * sums.inputs(), y, r * sums.outputs());
    }
  }

  /** Least squares of [X 1; sqrt(lambda m) I 0] against [Y; 0], by Householder QR. */
  private static DMatrixRMaj qrOfAugmented(
      float[] x, float[] y, int inputs, int outputs, double lambda) {
    int n = x.length / inputs;
    DMatrixRMaj a = new DMatrixRMaj(n + inputs, inputs + 1);
    DMatrixRMaj b = new DMatrixRMaj(n + inputs, outputs);
    double squares = 0;
    for (int r = 0; r < n; r++) {
      for (int i = 0; i < inputs; i++) {
        a.set(r, i, x[r * inputs + i]);
        squares += (double) x[r * inputs + i] * x[r * inputs + i];
      }
      a.set(r, inputs, 1);
      for (int o = 0; o < outputs; o++) {
        b.set(r, o, y[r * outputs + o]);
      }
    }
    for (int i = 0; i < inputs; i++) {
      a.set(n + i, i, Math.sqrt(lambda * squares / inputs));
    }
    var solver = LinearSolverFactory_DDRM.leastSquares(n + inputs, inputs + 1);
    assertThat(solver.setA(a)).isTrue();
    DMatrixRMaj beta = new DMatrixRMaj(inputs + 1, outputs);
    solver.solve(b, beta);
    return beta;
  }

  private float[] randomFloats(int n) {
    float[] values = new float[n];
    for (int j = 0; j < n; j++) {
      values[j] = (float) random.nextGaussian();
    }
    return values;
  }
}
