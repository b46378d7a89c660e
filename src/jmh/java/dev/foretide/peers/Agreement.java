package dev.foretide.peers;

import java.util.List;

/**
 * How far numbers are from the reference: the largest difference over all elements of an array,
 * divided by the largest size of an element of the reference. An element near zero is so measured
 * by what stands around it.
 */
final class Agreement {
  /** What outputs in float32 are held to. */
  static final double OUTPUTS = 1e-5;

  /** What gradients in float32 are held to. */
  static final double GRADIENTS = 1e-4;

  private Agreement() {}

  /** The measure above; NaN if a number is, 0 if all are equal. */
  static double relativeError(double[] expected, float[] actual) {
    if (expected.length != actual.length) {
      throw new IllegalArgumentException(
          actual.length + " numbers: must be " + expected.length + " as in the reference");
    }
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    double error = maxError(expected, actual);
    return error == 0 ? 0 : error / largest;
  }

  /** The largest relative error of several arrays, each by its own measure. */
  static double relativeError(List<double[]> expected, List<float[]> actual) {
    double largest = 0;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, relativeError(expected.get(i), actual.get(i)));
    }
    return largest;
  }

  /**
   * Refuses numbers that are too far away.
   *
   * @throws IllegalStateException naming what, the errors and the bound
   */
  static void require(String what, double[] expected, float[] actual, double bound) {
    double error = relativeError(expected, actual);
    if (!(error <= bound)) {
      throw new IllegalStateException(
          "%s: max abs error %.3g, relative %.3g: must be at most %.0e"
              .formatted(what, maxError(expected, actual), error, bound));
    }
  }

  private static double maxError(double[] expected, float[] actual) {
    double error = 0;
    for (int j = 0; j < expected.length; j++) {
      error = Math.max(error, Math.abs(expected[j] - actual[j]));
    }
    return error;
  }
}
