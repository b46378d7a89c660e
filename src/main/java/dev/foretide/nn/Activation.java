package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
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

  /** Applies the function in place to {@code [rows, columns]} at the start of {@code values}. */
  void forward(float[] values, int rows, int columns) {
    int n = rows * columns;
    switch (this) {
      case LINEAR -> {}
      case RELU -> {
        for (int j = 0; j < n; j++) {
          values[j] = Math.max(0, values[j]);
        }
      }
      case TANH -> Kernels.tanh(values, n);
      case SIGMOID -> Kernels.sigmoid(values, n);
      case SOFTMAX -> {
        for (int from = 0; from < n; from += columns) {
          softmax(values, from, columns);
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
  void backward(float[] y, float[] d, int rows, int columns) {
    int n = rows * columns;
    switch (this) {
      case LINEAR -> {}
      case RELU -> {
        for (int j = 0; j < n; j++) {
          d[j] = y[j] > 0 ? d[j] : 0;
        }
      }
      case TANH -> Kernels.tanhBackward(y, d, n);
      case SIGMOID -> Kernels.sigmoidBackward(y, d, n);
      case SOFTMAX -> {
        for (int from = 0; from < n; from += columns) {
          float mean = Kernels.dot(y, from, d, from, columns);
          for (int j = from; j < from + columns; j++) {
            d[j] = y[j] * (d[j] - mean);
          }
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
