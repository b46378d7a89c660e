package dev.foretide.forecast;

import java.nio.ByteBuffer;

/**
 * The values of a window in the bytes of a state, little-endian, without any loss: where a feature
 * has decimals of few digits, as most sensors send them, in 16 bits each, else in 32.
 *
 * <pre>
 *   per feature
 *     byte  digits behind the point, and then int least, short[n] what each is above it, both
 *           in units of the last digit; or -1, and then float[n]
 * </pre>
 *
 * Owned by one thread.
 */
final class WindowValues {
  private static final double[] UNITS_PER_ONE = {1, 10, 100, 1_000, 10_000, 100_000};
  private static final double[] UNITS = {1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5};
  private static final byte NO_DECIMALS = -1;
  private static final int MOST_ABOVE = 0xffff;

  /** Added to a double, leaves what is nearest to it, as an int, in its lowest bits. */
  private static final double ROUNDER = 0x1.8p52;

  private final int features;
  private final int[] units;
  private final short[] above;
  private int least;

  /**
   * @param most values of one feature
   */
  WindowValues(int features, int most) {
    this.features = features;
    this.units = new int[most];
    this.above = new short[most];
  }

  /**
   * Writes.
   *
   * @param values {@code [steps, features]}
   * @throws java.nio.BufferOverflowException if there is no room
   */
  void put(ByteBuffer buffer, float[] values, int steps) {
    for (int f = 0; f < features; f++) {
      byte digits = digits(values, f, steps);
      buffer.put(digits);
      if (digits == NO_DECIMALS) {
        for (int i = 0; i < steps; i++) {
          buffer.putFloat(values[i * features + f]);
        }
        continue;
      }
      for (int i = 0; i < steps; i++) {
        above[i] = (short) (units[i] - least);
      }
      buffer.putInt(least).asShortBuffer().put(above, 0, steps);
      buffer.position(buffer.position() + steps * Short.BYTES);
    }
  }

  /**
   * The fewest digits that hold all values of a feature; these are then in {@link #units}, from
   * {@link #least} on.
   */
  private byte digits(float[] values, int feature, int steps) {
    for (byte digits = 0; digits < UNITS_PER_ONE.length; digits++) {
      if (areDecimals(values, feature, steps, digits)) {
        return digits;
      }
    }
    return NO_DECIMALS;
  }

  private boolean areDecimals(float[] values, int feature, int steps, int digits) {
    double unitsPerOne = UNITS_PER_ONE[digits];
    double oneUnit = UNITS[digits];
    int lowest = steps == 0 ? 0 : Integer.MAX_VALUE;
    int most = Integer.MIN_VALUE;
    for (int i = 0; i < steps; i++) {
      float value = values[i * features + feature];
      int unit = (int) Double.doubleToRawLongBits(value * unitsPerOne + ROUNDER);
      if (!isSame(value(unit, oneUnit), value)) {
        return false; // also where it is no int
      }
      lowest = Math.min(lowest, unit);
      most = Math.max(most, unit);
      units[i] = unit;
    }
    least = lowest;
    return (long) most - lowest <= MOST_ABOVE;
  }

  /** Also in the sign of zero. */
  private static boolean isSame(float value, float other) {
    return Float.floatToRawIntBits(value) == Float.floatToRawIntBits(other);
  }

  /** By a product, which is much faster than a quotient, and what is written is checked with it. */
  private static float value(int units, double oneUnit) {
    return (float) (units * oneUnit);
  }

  /**
   * Reads.
   *
   * @param values {@code [steps, features]}, written
   * @throws IllegalArgumentException if there are no such digits
   */
  void take(ByteBuffer source, float[] values, int steps) {
    for (int f = 0; f < features; f++) {
      byte digits = source.get();
      StateBytes.require(
          digits >= NO_DECIMALS && digits < UNITS_PER_ONE.length, "digits of the window");
      if (digits == NO_DECIMALS) {
        for (int i = 0; i < steps; i++) {
          values[i * features + f] = source.getFloat();
        }
        continue;
      }
      int lowest = source.getInt();
      source.asShortBuffer().get(above, 0, steps);
      source.position(source.position() + steps * Short.BYTES);
      double oneUnit = UNITS[digits];
      for (int i = 0; i < steps; i++) {
        values[i * features + f] = value(lowest + (above[i] & MOST_ABOVE), oneUnit);
      }
    }
  }
}
