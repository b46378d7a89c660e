package dev.foretide.message;

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
public final class JsonText {
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

  public JsonText(int digits) {
    this.digits = digits;
  }

  void clear() {
    size = 0;
  }

  public byte[] bytes() {
    return Arrays.copyOf(buffer, size);
  }

  /** Appends ASCII text as it is. */
  @SuppressWarnings("deprecation") // wrong for anything but ASCII, and the fastest for that
  public JsonText raw(String ascii) {
    int length = ascii.length();
    reserve(length);
    ascii.getBytes(0, length, buffer, size);
    size += length;
    return this;
  }

  /** Appends one byte. */
  private JsonText mark(char mark) {
    reserve(1);
    buffer[size++] = (byte) mark;
    return this;
  }

  /** Appends a quoted and escaped text. */
  public JsonText text(String text) {
    mark('"');
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b == '"' || b == '\\') {
        mark('\\').mark((char) b);
      } else if (b >= 0 && b < ' ') {
        raw("\\u%04x".formatted(b));
      } else {
        mark((char) b);
      }
    }
    return mark('"');
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
    digits(size, count, value);
    size += count;
    return this;
  }

  public JsonText number(long value) {
    return raw(Long.toString(value));
  }

  /** Appends a number; what is not finite is {@code null}, for JSON has no word for it. */
  public JsonText number(double value) {
    if (value == 0) {
      return mark('0');
    }
    double magnitude = Math.abs(value);
    if (!(magnitude >= SMALLEST && magnitude < LARGEST)) {
      return raw(Double.isFinite(value) ? shortest(value) : "null");
    }
    int decimals = digits - 1 - exponent(magnitude);
    if (decimals < 0 || decimals > MOST_DECIMALS) {
      return raw(shortest(value));
    }
    if (value < 0) {
      mark('-');
    }
    // Half to even, as the API rounds; nine digits fit.
    return decimal((int) Math.rint(magnitude * PLACES[PLACE_OF_ONE + decimals]), decimals);
  }

  /** Exponent of the first digit in base ten: what the exponent in base two says, or one more. */
  private static int exponent(double magnitude) {
    int least = (Math.getExponent(magnitude) * LOG_OF_TWO) >> 12;
    return magnitude >= PLACES[least + 1 + PLACE_OF_ONE] ? least + 1 : least;
  }

  /** Appends {@code scaled / 10^decimals} without trailing zeros, from its last digit on. */
  private JsonText decimal(int scaled, int decimals) {
    int rest = scaled;
    int fraction = decimals;
    while (fraction > 0 && rest % 10 == 0) {
      rest /= 10;
      fraction--;
    }
    int whole = 1;
    while (fraction + whole < POWERS.length && rest >= POWERS[fraction + whole]) {
      whole++;
    }
    int length = whole + (fraction == 0 ? 0 : fraction + 1);
    reserve(length);
    int point = size + whole;
    size += length;
    if (fraction > 0) {
      rest = digits(point + 1, fraction, rest);
      buffer[point] = '.';
    }
    digits(point - whole, whole, rest);
    return this;
  }

  /** Writes the last digits of a number into the buffer; what remains of it is returned. */
  private int digits(int from, int count, int value) {
    int rest = value;
    for (int at = from + count - 1; at >= from; at--) {
      int tens = rest / 10;
      buffer[at] = (byte) ('0' + rest - 10 * tens);
      rest = tens;
    }
    return rest;
  }

  /** Very large and very small numbers, rounded to the digits. */
  private String shortest(double value) {
    return new BigDecimal(value)
        .round(new MathContext(digits, RoundingMode.HALF_EVEN))
        .stripTrailingZeros()
        .toString();
  }

  JsonText numbers(float[] values) {
    mark('[');
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        mark(',');
      }
      number(values[i]);
    }
    return mark(']');
  }

  private void reserve(int more) {
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, size + more));
    }
  }
}
