package dev.foretide.nn;

import java.util.Arrays;
import java.util.Locale;

/** What training makes small, per element, as a function of the error {@code e = yhat - y}. */
public enum Loss {
  /** {@code e^2}. */
  MSE {
    @Override
    public double value(float error) {
      return (double) error * error;
    }

    @Override
    public float gradient(float error) {
      return 2 * error;
    }
  },
  /** {@code |e|}; the gradient at 0 is 0. */
  MAE {
    @Override
    public double value(float error) {
      return Math.abs(error);
    }

    @Override
    public float gradient(float error) {
      return Math.signum(error);
    }
  },
  /** {@code e^2 / 2} up to {@code |e| = 1}, {@code |e| - 1/2} beyond (Huber, 1964). */
  HUBER {
    @Override
    public double value(float error) {
      double size = Math.abs(error);
      return size <= 1 ? 0.5 * size * size : size - 0.5;
    }

    @Override
    public float gradient(float error) {
      return Math.max(-1, Math.min(1, error));
    }
  };

  /** The loss of one element. */
  public abstract double value(float error);

  /** Its derivative with respect to the forecast. */
  public abstract float gradient(float error);

  /**
   * Reads a name, in any case.
   *
   * @throws IllegalArgumentException naming the value and the names allowed
   */
  public static Loss of(String text) {
    for (Loss loss : values()) {
      if (loss.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return loss;
      }
    }
    throw new IllegalArgumentException(
        "loss '" + text + "': must be one of " + Arrays.toString(values()));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
