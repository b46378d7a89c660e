package dev.foretide.stream;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * JSON text in a reused buffer, with numbers of a fixed count of significant digits.
 *
 * <p>Forecasts are mostly numbers, and printing them at full precision costs as much as the state
 * store. Owned by one thread.
 */
final class JsonText {
  private static final long MILLIS_OF_DAY = 86_400_000;
  private static final int MOST_DECIMALS = 12;

  /** Beyond these, numbers are written with an exponent. */
  private static final double SMALLEST = 1e-12;

  private static final double LARGEST = 1e15;

  private static final long[] POWERS = new long[19];

  /** Powers of ten by their exponent, from -13 on. */
  private static final double[] PLACES = new double[30];

  private static final int PLACE_OF_ONE = MOST_DECIMALS + 1;

  /** The logarithm of two to the base ten, times 4096. */
  private static final int LOG_OF_TWO = 1233;

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
    for (int i = 0; i < PLACES.length; i++) {
      int exponent = i - PLACE_OF_ONE;
      PLACES[i] = exponent < 0 ? 1.0 / POWERS[-exponent] : POWERS[exponent];
    }
  }

  private final int digits;
  private byte[] buffer = new byte[2048];
  private int size;
  private long dateDay = Long.MIN_VALUE;
  private String date = "";

  JsonText(int digits) {
    this.digits = digits;
  }

  void clear() {
    size = 0;
  }

  byte[] bytes() {
    return Arrays.copyOf(buffer, size);
  }

  /** Appends ASCII text as it is. */
  JsonText raw(String ascii) {
    reserve(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      buffer[size++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  /** Appends a quoted and escaped text. */
  JsonText text(String text) {
    raw("\"");
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b == '"' || b == '\\') {
        reserve(2);
        buffer[size++] = '\\';
        buffer[size++] = b;
      } else if (b >= 0 && b < ' ') {
        raw("\\u%04x".formatted(b));
      } else {
        reserve(1);
        buffer[size++] = b;
      }
    }
    return raw("\"");
  }

  /** Appends an instant in UTC, quoted, as {@link java.time.Instant} prints it. */
  JsonText time(long epochMillis) {
    long day = Math.floorDiv(epochMillis, MILLIS_OF_DAY);
    if (day != dateDay) {
      dateDay = day;
      date = LocalDate.ofEpochDay(day).toString();
    }
    int time = (int) (epochMillis - day * MILLIS_OF_DAY);
    raw("\"").raw(date).raw("T").digits(time / 3_600_000, 2);
    raw(":").digits(time / 60_000 % 60, 2).raw(":").digits(time / 1_000 % 60, 2);
    if (time % 1_000 != 0) {
      raw(".").digits(time % 1_000, 3);
    }
    return raw("Z\"");
  }

  /** Appends exactly so many digits of a number that has no more. */
  private JsonText digits(int value, int count) {
    reserve(count);
    int rest = value;
    for (int at = size + count - 1; at >= size; at--) {
      buffer[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += count;
    return this;
  }

  JsonText number(long value) {
    return raw(Long.toString(value));
  }

  /** Appends a number; what is not finite is {@code null}, for JSON has no word for it. */
  JsonText number(double value) {
    if (!Double.isFinite(value)) {
      return raw("null");
    }
    if (value == 0) {
      return raw("0");
    }
    double magnitude = Math.abs(value);
    if (magnitude < SMALLEST || magnitude >= LARGEST) {
      return raw(shortest(value));
    }
    int decimals = digits - 1 - exponent(magnitude);
    if (decimals < 0 || decimals > MOST_DECIMALS) {
      return raw(shortest(value));
    }
    long scaled = (long) Math.rint(magnitude * POWERS[decimals]); // half to even, as the API rounds
    while (decimals > 0 && scaled % 10 == 0) {
      scaled /= 10;
      decimals--;
    }
    if (value < 0) {
      raw("-");
    }
    return decimal(scaled, decimals);
  }

  /** Exponent of the first digit in base ten: what the exponent in base two says, or one more. */
  private static int exponent(double magnitude) {
    int least = (Math.getExponent(magnitude) * LOG_OF_TWO) >> 12;
    return magnitude >= PLACES[least + 1 + PLACE_OF_ONE] ? least + 1 : least;
  }

  /** Appends {@code scaled / 10^decimals}, from its last digit to the first. */
  private JsonText decimal(long scaled, int decimals) {
    int count = decimals + 1;
    while (count < POWERS.length && scaled >= POWERS[count]) {
      count++;
    }
    int length = decimals == 0 ? count : count + 1;
    reserve(length);
    int at = size + length;
    size = at;
    long rest = scaled;
    for (int i = 0; i < count; i++) {
      if (i == decimals && i > 0) {
        buffer[--at] = '.';
      }
      buffer[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return this;
  }

  /** Very large and very small numbers, rounded to the digits. */
  private String shortest(double value) {
    return new BigDecimal(value)
        .round(new MathContext(digits, RoundingMode.HALF_EVEN))
        .stripTrailingZeros()
        .toString();
  }

  JsonText numbers(float[] values) {
    raw("[");
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        raw(",");
      }
      number(values[i]);
    }
    return raw("]");
  }

  private void reserve(int more) {
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, size + more));
    }
  }
}
