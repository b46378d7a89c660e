package dev.foretide.series;

import java.util.Locale;

/** The methods whose forecasts are weighted into one. */
public enum Expert {
  /** The last value. */
  NAIVE(0),
  /** The value one season before the target. */
  SEASONAL(1),
  /** The linear head of window, season and clock. */
  LINEAR(2),
  /** The LSTM, on top of the linear head where there is one. */
  LSTM(3),
  /** A linear head of the window alone. */
  LAGS(4),
  /** A linear head of a longer window. */
  LOOKBACK(5),
  /** The value one cycle longer than the season, such as a week, before the target. */
  CYCLE(6);

  /** Number of experts. */
  public static final int COUNT = values().length;

  private final int index;

  Expert(int index) {
    this.index = index;
  }

  /** Row of the expert in stored tables; never changes. */
  public int index() {
    return index;
  }

  /** The word used in reports. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
