package dev.foretide.series;

/** The methods whose forecasts are weighted into one. */
public enum Expert {
  /** The last value. */
  NAIVE,
  /** The value one season before the target. */
  SEASONAL,
  /** The linear head. */
  LINEAR,
  /** The LSTM, on top of the linear head where there is one. */
  LSTM;

  /** Number of experts. */
  public static final int COUNT = values().length;
}
