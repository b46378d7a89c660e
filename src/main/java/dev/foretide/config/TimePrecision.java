package dev.foretide.config;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** The unit of a time that is a number: units since the epoch. */
public enum TimePrecision {
  SECONDS(-3),
  MILLISECONDS(0),
  MICROSECONDS(3),
  NANOSECONDS(6);

  /** Units of a millisecond, as a power of ten. */
  private final int exponent;

  TimePrecision(int exponent) {
    this.exponent = exponent;
  }

  /**
   * Milliseconds since the epoch, rounded down.
   *
   * @throws ArithmeticException if they do not fit
   */
  public long toMillis(long units) {
    return exponent < 0
        ? Math.multiplyExact(units, 1_000L)
        : Math.floorDiv(units, exponent == 0 ? 1L : exponent == 3 ? 1_000L : 1_000_000L);
  }

  /**
   * Milliseconds since the epoch, rounded down.
   *
   * @throws ArithmeticException if they do not fit
   */
  public long toMillis(BigDecimal units) {
    if (Math.abs((long) units.precision() - units.scale()) > 40) { // or its digits fill the memory
      throw new ArithmeticException("a time of 10^" + (units.precision() - units.scale()));
    }
    return units.movePointLeft(exponent).setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  /** As the configuration has it. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
