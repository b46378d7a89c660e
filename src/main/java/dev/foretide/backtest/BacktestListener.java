package dev.foretide.backtest;

import dev.foretide.model.Model;

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

  /**
   * A model begins to serve.
   *
   * @param at time of the reading that it answers first, milliseconds since the epoch
   */
  default void serves(Model model, long at) {}

  /** A training has ended. */
  default void trained(BacktestReport.Training training) {}
}
