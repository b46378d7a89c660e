package dev.foretide.linalg;

/**
 * The coefficients of a ridge regression: {@code yhat[o] = sum over i of beta[o, i] x[i] + beta[o,
 * inputs]}.
 *
 * <p>Immutable: {@link #coefficients()} is a fresh copy at each call.
 */
public final class RidgeSolution {
  private final int inputs;
  private final int outputs;
  private final float[] coefficients;
  private final double lambda;

  RidgeSolution(int inputs, int outputs, float[] coefficients, double lambda) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.coefficients = coefficients;
    this.lambda = lambda;
  }

  /** Number of inputs, without the constant. */
  public int inputs() {
    return inputs;
  }

  /** Number of outputs. */
  public int outputs() {
    return outputs;
  }

  /** A copy of the coefficients: flat row-major {@code [outputs, inputs + 1]}, intercept last. */
  public float[] coefficients() {
    return coefficients.clone();
  }

  /** The penalty that was used: the one asked for, or a larger one if that left it singular. */
  public double lambda() {
    return lambda;
  }

  /**
   * Evaluates the regression.
   *
   * @param x {@code inputs} floats from {@code xOffset}, not modified
   * @param y {@code outputs} floats, overwritten
   */
  public void predict(float[] x, int xOffset, float[] y) {
    for (int o = 0; o < outputs; o++) {
      int row = o * (inputs + 1);
      y[o] = Kernels.dot(coefficients, row, x, xOffset, inputs) + coefficients[row + inputs];
    }
  }
}
