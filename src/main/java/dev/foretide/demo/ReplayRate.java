package dev.foretide.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast rows are sent.
 *
 * @param rowsPerSecond more than zero; infinite for as fast as Kafka takes them
 */
public record ReplayRate(double rowsPerSecond) {

  /** As fast as Kafka takes them. */
  public static final ReplayRate MAX = new ReplayRate(Double.POSITIVE_INFINITY);

  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)/s");

  /** Refuses a rate that never sends. */
  public ReplayRate {
    if (!(rowsPerSecond > 0)) {
      throw new IllegalArgumentException(
          "rate is " + rowsPerSecond + " rows a second: it must be more than 0");
    }
  }

  /**
   * Reads {@code max}, or rows a second as {@code 100/s} or {@code 0.5/s}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static ReplayRate parse(String text) {
    if (text.equals("max")) {
      return MAX;
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "rate is '" + text + "': it must be max, or rows a second as in 100/s or 0.5/s");
    }
    return new ReplayRate(Double.parseDouble(form.group(1)));
  }

  boolean isMax() {
    return Double.isInfinite(rowsPerSecond);
  }

  /** When row {@code row} (the first is 0) is due, in nanoseconds after the start. */
  long dueNanos(long row) {
    return (long) (row / rowsPerSecond * 1e9);
  }
}
