package dev.foretide.series;

import java.util.Locale;

/** The highest rung of the ladder that stands behind a forecast. */
public enum Source {
  NAIVE,
  LINEAR,
  LSTM;

  /** The word used in messages and metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
