package dev.foretide.forecast;

import dev.foretide.score.WaitingForecasts;

/** Hears more of a forecaster than goes to topics; for a backtest. On the forecaster's thread. */
public interface ForecastObserver {
  /** Hears nothing. */
  ForecastObserver NONE =
      new ForecastObserver() {
        @Override
        public void issued(String series, long origin, float[] weights) {}

        @Override
        public void matured(
            String series, long origin, int lead, float actual, WaitingForecasts waiting) {}
      };

  /**
   * A forecast was issued.
   *
   * @param origin step of the origin on the grid
   * @param weights {@code [horizon, experts]}; reused after the call
   */
  void issued(String series, long origin, float[] weights);

  /**
   * The target of a forecast has come, and nothing was learnt from it yet.
   *
   * @param origin step of the origin on the grid
   * @param waiting what was forecast
   */
  void matured(String series, long origin, int lead, float actual, WaitingForecasts waiting);
}
