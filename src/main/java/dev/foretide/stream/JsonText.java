package dev.foretide.stream;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * JSON text in a reused buffer, with numbers of a fixed count of significant digits.
 *
 * <p>Forecasts are mostly numbers, and printing them at full precision costs as much as the state
 * store. Owned by one thread.
 */
final class JsonText {
  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  private final int digits;
  private byte[] buffer = new byte[2048];
  private int size;

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

  JsonText time(long epochMillis) {
    return raw("\"").raw(Instant.ofEpochMilli(epochMillis).toString()).raw("\"");
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
    double size = Math.abs(value);
    int exponent = (int) Math.floor(Math.log10(size));
    int decimals = digits - 1 - exponent;
    if (decimals < 0 || decimals > 12 || exponent > 14) {
      return raw(shortest(value));
    }
    long scaled = (long) Math.rint(size * POWERS[decimals]); // half to even, as the API rounds
    while (decimals > 0 && scaled % 10 == 0) {
      scaled /= 10;
      decimals--;
    }
    if (value < 0) {
      raw("-");
    }
    number(scaled / POWERS[decimals]);
    if (decimals > 0) {
      raw(".");
      long fraction = scaled % POWERS[decimals];
      reserve(decimals);
      for (int d = decimals - 1; d >= 0; d--) {
        buffer[this.size++] = (byte) ('0' + fraction / POWERS[d] % 10);
      }
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
