package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import java.util.Arrays;
import java.util.Locale;

/**
 * An elementwise function, or softmax over a row. Every one of them can be differentiated from its
 * output alone, so that {@link #backward} needs no input.
 */
public enum Activation {
  /** {@code y = x}. */
  LINEAR,
  /** {@code y = max(0, x)}; the gradient at 0 is 0. */
  RELU,
  /** {@code y = tanh(x)}. */
  TANH,
  /** {@code y = 1 / (1 + exp(-x))}. */
  SIGMOID,
  /** {@code y_j = exp(x_j) / sum over the row of exp(x_k)}. */
  SOFTMAX;

  /**
   * Reads a name, in any case.
   *
   * @throws IllegalArgumentException naming the value and the names allowed
   */
  public static Activation of(String text) {
    for (Activation activation : values()) {
      if (activation.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return activation;
      }
    }
    throw new IllegalArgumentException(
        "activation '" + text + "': must be one of " + Arrays.toString(values()));
  }

  /**
   * Applies the function in place.
   *
   * @param y a matrix with an array of its own; what lies between its rows is scribbled on
   */
  void forward(Kernels kernels, Matrix y) {
    float[] values = y.data();
    switch (this) {
      case LINEAR -> {}
      case RELU -> {
        for (int j = 0; j < values.length; j++) {
          values[j] = Math.max(0, values[j]);
        }
      }
      case TANH -> kernels.tanh(values, values.length);
      case SIGMOID -> kernels.sigmoid(values, values.length);
      case SOFTMAX -> {
        for (int r = 0; r < y.rows(); r++) {
          softmax(values, y.index(r, 0), y.columns());
        }
      }
    }
  }

  /**
   * Turns the gradient with respect to the output into that with respect to the input, in place.
   *
   * @param y output of {@link #forward}, {@code [rows, columns]}
   * @param d {@code [rows, columns]}, modified
   */
  void backward(Matrix y, Matrix d) {
    for (int r = 0; r < y.rows(); r++) {
      backward(y.data(), y.index(r, 0), d.data(), d.index(r, 0), y.columns());
    }
  }

  private void backward(float[] y, int at, float[] d, int dAt, int n) {
    switch (this) {
      case LINEAR -> {}
      case RELU -> {
        for (int j = 0; j < n; j++) {
          d[dAt + j] = y[at + j] > 0 ? d[dAt + j] : 0;
        }
      }
      case TANH -> {
        for (int j = 0; j < n; j++) {
          d[dAt + j] *= 1 - y[at + j] * y[at + j];
        }
      }
      case SIGMOID -> {
        for (int j = 0; j < n; j++) {
          d[dAt + j] *= y[at + j] * (1 - y[at + j]);
        }
      }
      case SOFTMAX -> {
        float mean = Kernels.dot(y, at, d, dAt, n);
        for (int j = 0; j < n; j++) {
          d[dAt + j] = y[at + j] * (d[dAt + j] - mean);
        }
      }
    }
  }

  private static void softmax(float[] v, int from, int n) {
    float max = v[from];
    for (int j = from; j < from + n; j++) {
      max = Math.max(max, v[j]);
    }
    float sum = 0;
    for (int j = from; j < from + n; j++) {
      v[j] = (float) Math.exp(v[j] - max); // the largest exponent is 0: no overflow
      sum += v[j];
    }
    for (int j = from; j < from + n; j++) {
      v[j] /= sum;
    }
  }

  /** The name as it is written in an architecture. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
