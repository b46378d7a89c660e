package dev.foretide.backtest;

/** Hears what a backtest does while it runs, on the backtest's thread. */
public interface BacktestListener {
  /** A forecast whose target is scored. */
  default void matured(String file, MaturedForecast forecast) {}

  /**
   * A part of the readings is through.
   *
   * @param done readings so far, of all files
   * @param all readings of all files
   * @param file at work
   */
  default void progress(long done, long all, String file) {}

  /** A training has ended. */
  default void trained(BacktestReport.Training training) {}
}
