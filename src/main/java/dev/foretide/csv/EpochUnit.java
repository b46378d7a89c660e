package dev.foretide.csv;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The unit of a time that is a number since 1970. */
public enum EpochUnit {
  SECONDS("seconds", 0),
  MILLISECONDS("milliseconds", 3),
  MICROSECONDS("microseconds", 6),
  NANOSECONDS("nanoseconds", 9);

  /** Seconds of 1990 and of 2100: what sensors write lies between. */
  private static final double EARLIEST = 631_152_000;

  private static final double LATEST = 4_102_444_800d;
  private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(Instant.MAX.getEpochSecond());

  private final String word;
  private final int digits;

  EpochUnit(String word, int digits) {
    this.word = word;
    this.digits = digits;
  }

  /** As options write it. */
  public String word() {
    return word;
  }

  @Override
  public String toString() {
    return word;
  }

  /**
   * The unit in which a number is a time from 1990 to 2100; below, seconds; null if there is none.
   * No number has two, since the ranges are apart.
   */
  static @Nullable EpochUnit byMagnitude(BigDecimal number) {
    double size = Math.abs(number.doubleValue());
    if (size < EARLIEST) {
      return SECONDS;
    }
    for (EpochUnit unit : values()) {
      double scale = Math.pow(10, unit.digits);
      if (size >= EARLIEST * scale && size < LATEST * scale) {
        return unit;
      }
    }
    return null;
  }

  /**
   * The time that a number of this unit is.
   *
   * @throws DateTimeException if it is too far from 1970
   */
  Instant at(BigDecimal number) {
    BigDecimal seconds = number.scaleByPowerOfTen(-digits);
    if (seconds.abs().compareTo(MOST_SECONDS) > 0) {
      throw new DateTimeException("not a time: too far from 1970 in " + word);
    }
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    long nanos =
        seconds
            .subtract(whole)
            .scaleByPowerOfTen(9)
            .setScale(0, RoundingMode.HALF_UP)
            .longValueExact();
    return Instant.ofEpochSecond(whole.longValueExact(), nanos);
  }
}
