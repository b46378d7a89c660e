package dev.foretide.nn;

import java.util.Locale;

/**
 * What training makes small, per element, as a function of the error {@code e = yhat - y}. {@code
 * toString} is the text that {@link #of} reads. Immutable.
 */
public sealed interface Loss {
  /** {@code e^2}. */
  Loss MSE = new Squared();

  /** {@code |e|}. */
  Loss MAE = new Absolute();

  /** {@code e^2 / 2} up to {@code |e| = 1}, {@code |e| - 1/2} beyond. */
  Loss HUBER = new Huber();

  /** The loss of one element. */
  double value(float error);

  /** Its derivative with respect to the forecast. */
  float gradient(float error);

  /**
   * The loss whose best forecast is a quantile; see {@link Pinball}.
   *
   * @param level of the quantile, in (0, 1)
   */
  static Loss pinball(double level) {
    return new Pinball(level);
  }

  /**
   * Reads {@code mse}, {@code mae}, {@code huber} or {@code pinball:LEVEL}, in any case.
   *
   * @throws IllegalArgumentException naming the value and what is allowed
   */
  static Loss of(String text) {
    String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", -1);
    if (parts.length == 2 && parts[0].equals("pinball")) {
      return pinball(level(text, parts[1]));
    }
    return switch (parts.length == 1 ? parts[0] : "") {
      case "mse" -> MSE;
      case "mae" -> MAE;
      case "huber" -> HUBER;
      default ->
          throw new IllegalArgumentException(
              "loss '" + text + "': must be mse, mae, huber or pinball:LEVEL");
    };
  }

  private static double level(String text, String level) {
    try {
      return Double.parseDouble(level);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "loss '" + text + "': level '" + level + "' must be a number between 0 and 1", e);
    }
  }

  /** {@code e^2}: the best forecast is the mean. */
  record Squared() implements Loss {
    @Override
    public double value(float error) {
      return (double) error * error;
    }

    @Override
    public float gradient(float error) {
      return 2 * error;
    }

    @Override
    public String toString() {
      return "mse";
    }
  }

  /** {@code |e|}: the best forecast is the median. The gradient at 0 is 0. */
  record Absolute() implements Loss {
    @Override
    public double value(float error) {
      return Math.abs(error);
    }

    @Override
    public float gradient(float error) {
      return Math.signum(error);
    }

    @Override
    public String toString() {
      return "mae";
    }
  }

  /** {@code e^2 / 2} up to {@code |e| = 1}, {@code |e| - 1/2} beyond (Huber, 1964). */
  record Huber() implements Loss {
    @Override
    public double value(float error) {
      double size = Math.abs(error);
      return size <= 1 ? 0.5 * size * size : size - 0.5;
    }

    @Override
    public float gradient(float error) {
      return Math.max(-1, Math.min(1, error));
    }

    @Override
    public String toString() {
      return "huber";
    }
  }

  /**
   * {@code (1 - level) e} where the forecast is too high, {@code -level e} where it is too low
   * (Koenker and Bassett, "Regression quantiles", 1978): the best forecast is the quantile of that
   * level. The gradient at 0 is 0.
   *
   * @param level of the quantile, in (0, 1)
   */
  record Pinball(double level) implements Loss {
    /** Checks the level. */
    public Pinball {
      if (!(level > 0 && level < 1)) {
        throw new IllegalArgumentException(
            "loss 'pinball:" + level + "': level must be between 0 and 1");
      }
    }

    @Override
    public double value(float error) {
      return error > 0 ? (1 - level) * error : -level * error;
    }

    @Override
    public float gradient(float error) {
      return (float) (error > 0 ? 1 - level : error < 0 ? -level : error); // NaN stays NaN
    }

    @Override
    public String toString() {
      return "pinball:" + level;
    }
  }
}
