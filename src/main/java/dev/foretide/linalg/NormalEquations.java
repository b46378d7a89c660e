package dev.foretide.linalg;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;
import org.ejml.dense.row.linsol.chol.LinearSolverChol_DDRM;
import org.jspecify.annotations.Nullable;

/**
 * The sums of a least-squares problem with several outputs: {@code X^T W X} and {@code X^T W Y} in
 * float64, where X carries an implicit last column of ones for the intercept.
 *
 * <p>Rows are added one at a time and then forgotten, so that the memory is {@code (inputs + 1) *
 * (inputs + 1 + outputs)} doubles however long the history is, and the sums of two histories can be
 * merged. {@link #solve} is ridge regression:
 *
 * <pre>  beta = argmin  sum_r w_r |y_r - beta [x_r, 1]|^2 + lambda m |beta without intercept|^2
 *  m    = mean over inputs of (X^T W X)_ii</pre>
 *
 * <p>The penalty is relative to the mean diagonal m, so that one lambda means the same for ten rows
 * and for a million, and in any unit. The intercept is not penalised: a shift of the targets shifts
 * the forecasts and changes nothing else.
 *
 * <p>Not thread-safe: one owner.
 */
public final class NormalEquations {
  /** How often solve() multiplies the penalty by ten before it gives up. */
  private static final int RAISES = 8;

  /** The penalty to begin with if the one asked for is smaller and does not suffice. */
  private static final double SMALLEST_RAISED = 1e-10;

  /**
   * With a diagonal scaled to one, a squared pivot is the share of a column that the columns before
   * it do not explain; below this it is rounding error.
   */
  private static final double SMALLEST_PIVOT = 1e-12;

  private final int inputs;
  private final int outputs;
  private final double[][] xtx; // [inputs + 1][inputs + 1], upper triangle only
  private final double[][] xty; // [inputs + 1][outputs]
  private final double[] x;
  private final double[] y;
  private long rows;

  /** Empty sums. */
  public NormalEquations(int inputs, int outputs) {
    if (inputs < 0 || outputs < 1) {
      throw new IllegalArgumentException(
          "inputs " + inputs + ", outputs " + outputs + ": must be at least 0 and 1");
    }
    this.inputs = inputs;
    this.outputs = outputs;
    this.xtx = new double[inputs + 1][inputs + 1];
    this.xty = new double[inputs + 1][outputs];
    this.x = new double[inputs + 1];
    this.y = new double[outputs];
  }

  /** Number of inputs, without the constant. */
  public int inputs() {
    return inputs;
  }

  /** Number of outputs. */
  public int outputs() {
    return outputs;
  }

  /** Rows added so far, merged ones included; decay does not change it. */
  public long rows() {
    return rows;
  }

  /** The sum of the rows' weights, after decay. */
  public double weight() {
    return xtx[inputs][inputs];
  }

  /** Adds a row of weight 1. */
  public void add(float[] x, int xOffset, float[] y, int yOffset) {
    add(x, xOffset, y, yOffset, 1);
  }

  /**
   * Adds a row: a rank-1 update.
   *
   * @param rowX {@code inputs} floats from {@code xOffset}, not modified
   * @param rowY {@code outputs} floats from {@code yOffset}, not modified
   * @param weight of the row, at least 0
   * @throws IllegalArgumentException if a value is not finite, or the weight is not finite or below
   *     0; the sums are then as before
   */
  public void add(float[] rowX, int xOffset, float[] rowY, int yOffset, double weight) {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight " + weight + ": must be finite and at least 0");
    }
    copyFinite("x", rowX, xOffset, x, inputs);
    copyFinite("y", rowY, yOffset, y, outputs);
    x[inputs] = 1;
    int n = inputs + 1;
    for (int i = 0; i < n; i++) {
      double wx = weight * x[i];
      addFrom(i, wx, x, xtx[i], n);
      addFrom(0, wx, y, xty[i], outputs);
    }
    rows++;
  }

  /** Multiplies all sums by a factor in [0, 1]: the rows so far count that much less. */
  public void decay(double factor) {
    if (!(factor >= 0 && factor <= 1)) {
      throw new IllegalArgumentException("decay factor " + factor + ": must be in [0, 1]");
    }
    for (int i = 0; i <= inputs; i++) {
      for (int j = i; j <= inputs; j++) {
        xtx[i][j] *= factor;
      }
      for (int o = 0; o < outputs; o++) {
        xty[i][o] *= factor;
      }
    }
  }

  /**
   * Adds the sums of another history; {@code other} is not modified.
   *
   * @throws IllegalArgumentException if the other has different inputs or outputs
   */
  public void add(NormalEquations other) {
    if (other.inputs != inputs || other.outputs != outputs) {
      throw new IllegalArgumentException(
          "other sums are ["
              + other.inputs
              + " inputs, "
              + other.outputs
              + " outputs], must be ["
              + inputs
              + ", "
              + outputs
              + "]");
    }
    for (int i = 0; i <= inputs; i++) {
      addFrom(i, 1, other.xtx[i], xtx[i], inputs + 1);
      addFrom(0, 1, other.xty[i], xty[i], outputs);
    }
    rows += other.rows;
  }

  /**
   * The same problem with some of the inputs only, an independent copy.
   *
   * @param lags inputs from the beginning
   * @param from more inputs begin here
   * @param to and end before this
   */
  public NormalEquations part(int lags, int from, int to) {
    int count = lags + to - from;
    NormalEquations part = new NormalEquations(count, outputs);
    for (int i = 0; i <= count; i++) {
      int row = i < lags ? i : i < count ? from + i - lags : inputs;
      for (int j = i; j <= count; j++) {
        int column = j < lags ? j : j < count ? from + j - lags : inputs;
        part.xtx[i][j] = xtx[row][column];
      }
      System.arraycopy(xty[row], 0, part.xty[i], 0, outputs);
    }
    part.rows = rows;
    return part;
  }

  /** An independent copy. */
  public NormalEquations copy() {
    NormalEquations copy = new NormalEquations(inputs, outputs);
    copy.add(this);
    return copy;
  }

  /**
   * Solves the ridge regression by Cholesky factorisation. If the matrix is singular to rounding,
   * the penalty is raised tenfold (beginning at 1e-10) up to eight times; {@link
   * RidgeSolution#lambda()} says which was used. If every input is always zero, so is its
   * coefficient.
   *
   * @param lambda penalty relative to the mean diagonal, at least 0
   * @throws IllegalArgumentException if lambda is not finite or below 0
   * @throws IllegalStateException if there are no rows, or none with any weight left
   * @throws SingularNormalEquationsException if no penalty tried gives a solution
   */
  public RidgeSolution solve(double lambda) {
    return solve(lambda, null);
  }

  /**
   * The same, shrunk towards another solution instead of zero, the intercept too:
   *
   * <pre>  (X^T W X + P) beta = X^T W Y + P prior</pre>
   *
   * with P diagonal, {@code lambda m} for the inputs and {@code lambda} times the weight of all
   * rows for the intercept. Few rows thus say as little of the one as of the others.
   *
   * @param prior solution with the same inputs and outputs, or null for zero
   */
  public RidgeSolution solve(double lambda, @Nullable RidgeSolution prior) {
    if (!(lambda >= 0) || Double.isInfinite(lambda)) {
      throw new IllegalArgumentException("lambda " + lambda + ": must be finite and at least 0");
    }
    if (!(weight() > 0)) {
      throw new IllegalStateException("cannot solve: " + rows + " rows of weight " + weight());
    }
    double used = lambda;
    for (int attempt = 0; attempt <= RAISES; attempt++) {
      float[] coefficients = trySolve(used, prior);
      if (coefficients.length > 0) {
        return new RidgeSolution(inputs, outputs, coefficients, used);
      }
      used = Math.max(used * 10, SMALLEST_RAISED);
    }
    throw new SingularNormalEquationsException(
        "no solution of "
            + inputs
            + " inputs, "
            + outputs
            + " outputs, "
            + rows
            + " rows, lambda "
            + lambda
            + " to "
            + used / 10);
  }

  /** Returns the coefficients, or an empty array if the matrix is singular or not finite. */
  private float[] trySolve(double lambda, @Nullable RidgeSolution prior) {
    int n = inputs + 1;
    double penalty = lambda * meanDiagonal();
    double interceptPenalty = prior == null ? 0 : lambda * weight();
    float[] towards = prior == null ? new float[outputs * n] : prior.coefficients();
    double[] scale = new double[n];
    for (int i = 0; i < n; i++) {
      double diagonal = xtx[i][i] + (i < inputs ? penalty : interceptPenalty);
      // An input that is always zero: its row is zero, and a one on the diagonal makes beta zero.
      scale[i] = diagonal > 0 ? 1 / Math.sqrt(diagonal) : 0;
    }
    DMatrixRMaj a = new DMatrixRMaj(n, n);
    DMatrixRMaj b = new DMatrixRMaj(n, outputs);
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double scaled = xtx[i][j] * scale[i] * scale[j];
        a.set(i, j, scaled);
        a.set(j, i, scaled);
      }
      a.set(i, i, 1);
      for (int o = 0; o < outputs; o++) {
        double pull = (i < inputs ? penalty : interceptPenalty) * towards[o * n + i];
        b.set(i, o, (xty[i][o] + pull) * scale[i]);
      }
    }
    var cholesky = new CholeskyDecompositionInner_DDRM(true);
    var solver = new LinearSolverChol_DDRM(cholesky);
    DMatrixRMaj beta = new DMatrixRMaj(n, outputs);
    if (!allFinite(a) || !solver.setA(a) || smallestPivot(cholesky) < SMALLEST_PIVOT) {
      return new float[0];
    }
    solver.solve(b, beta);
    return allFinite(beta) ? unscaled(beta, scale) : new float[0];
  }

  /** Mean over inputs of the diagonal of {@code X^T W X}: the unit of the penalty. */
  public double meanDiagonal() {
    double sum = 0;
    for (int i = 0; i < inputs; i++) {
      sum += xtx[i][i];
    }
    return inputs == 0 ? 0 : sum / inputs;
  }

  private float[] unscaled(DMatrixRMaj beta, double[] scale) {
    int n = inputs + 1;
    float[] coefficients = new float[outputs * n];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < n; i++) {
        coefficients[o * n + i] = (float) (beta.get(i, o) * scale[i]);
      }
    }
    return coefficients;
  }

  private static double smallestPivot(CholeskyDecompositionInner_DDRM cholesky) {
    DMatrixRMaj lower = cholesky.getT(null);
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < lower.numRows; i++) {
      smallest = Math.min(smallest, lower.get(i, i) * lower.get(i, i));
    }
    return smallest;
  }

  private static boolean allFinite(DMatrixRMaj matrix) {
    return Arrays.stream(matrix.data).allMatch(Double::isFinite);
  }

  private static void copyFinite(String name, float[] from, int offset, double[] to, int n) {
    for (int j = 0; j < n; j++) {
      float value = from[offset + j];
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(name + "[" + j + "] is " + value + ": must be finite");
      }
      to[j] = value;
    }
  }

  /** {@code y[j] += a * x[j]} for j in from..n-1. */
  private static void addFrom(int from, double a, double[] x, double[] y, int n) {
    for (int j = from; j < n; j++) {
      y[j] += a * x[j];
    }
  }
}
