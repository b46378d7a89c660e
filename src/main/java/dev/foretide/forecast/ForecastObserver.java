package dev.foretide.forecast;

import dev.foretide.series.ExpertTable;
import dev.foretide.series.Forecast;

/** Hears more of a forecaster than goes to topics; for a backtest. On the forecaster's thread. */
public interface ForecastObserver {
  /** Hears nothing. */
  ForecastObserver NONE =
      new ForecastObserver() {
        @Override
        public void issued(
            Forecast forecast, long origin, ExpertTable experts, ExpertTable weights) {}

        @Override
        public void matured(String series, long origin, int lead, float actual) {}
      };

  /**
   * A forecast was issued.
   *
   * @param origin step of the origin on the grid
   * @param experts what each forecast, NaN where it took no part; reused after the call
   * @param weights reused after the call
   */
  void issued(Forecast forecast, long origin, ExpertTable experts, ExpertTable weights);

  /**
   * The target of a forecast has come, and nothing was learnt from it yet.
   *
   * @param origin step of the origin on the grid
   */
  void matured(String series, long origin, int lead, float actual);
}
