package dev.foretide.backtest;

import dev.foretide.series.Reading;
import java.util.List;
import java.util.Map;

/** Replays files of readings through forecaster and trainer. Owned by one thread. */
public final class Backtest {
  /**
   * Readings in the order in which they came.
   *
   * @param file name as given
   */
  public record Input(String file, List<Reading> readings) {}

  /** Runs; the report comes when everything is through. */
  public BacktestReport run(List<Input> inputs, BacktestListener listener) {
    return new BacktestReport(
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        new BacktestReport.Cost(0, Double.NaN, Double.NaN, Double.NaN),
        List.of());
  }
}
