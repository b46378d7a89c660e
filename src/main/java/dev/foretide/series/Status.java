package dev.foretide.series;

import java.util.Locale;

/** How far a series has come. */
public enum Status {
  /** No model yet, or the series starts anew after a long gap: naive forecasts. */
  COLD(0),
  /** A model, but the window is not full yet. */
  WARMING(1),
  /** A model and a full window. */
  READY(2);

  private final byte code;

  Status(int code) {
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
  public static Status of(byte code) {
    for (Status value : values()) {
      if (value.code == code) {
        return value;
      }
    }
    throw new IllegalArgumentException("status " + code + " is unknown");
  }

  /** The word used in messages and metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
