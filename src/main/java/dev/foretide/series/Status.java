package dev.foretide.series;

import java.util.Locale;

/** How far a series has come. */
public enum Status {
  /** No model yet, or the series starts anew after a long gap: naive forecasts. */
  COLD,
  /** A model, but the window is not full yet. */
  WARMING,
  /** A model and a full window. */
  READY;

  /** The word used in messages and metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
