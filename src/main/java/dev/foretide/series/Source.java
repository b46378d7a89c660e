package dev.foretide.series;

import java.util.Locale;

/** The highest rung of the ladder that stands behind a forecast. */
public enum Source {
  NAIVE(0),
  LINEAR(1),
  LSTM(2);

  private final byte code;

  Source(int code) {
    this.code = (byte) code;
  }

  /** The byte that stands for it where it is stored; never changes. */
  public byte code() {
    return code;
  }

  /**
   * What a stored byte stands for.
   *
   * @throws IllegalArgumentException for an unknown byte
   */
  public static Source of(byte code) {
    for (Source value : values()) {
      if (value.code == code) {
        return value;
      }
    }
    throw new IllegalArgumentException("source " + code + " is unknown");
  }

  /** The word used in messages and metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
