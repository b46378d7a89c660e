package dev.foretide.train.history;

import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;

/**
 * Faded mean squared errors per expert and lead, in units of the scale, of forecasts that were made
 * before their labels were known. The newest fifth of what was added has most of the weight. Owned
 * by one thread.
 */
final class OnlineErrors {
  private static final double SHARE = 0.2;
  private static final double SHORTEST = 50;

  private final int horizon;
  private final double[] means;
  private final double[] counts;

  OnlineErrors(int horizon) {
    this.horizon = horizon;
    this.means = new double[Expert.COUNT * horizon];
    this.counts = new double[Expert.COUNT * horizon];
  }

  /** Adds a forecast; NaN of either leaves it out. */
  void add(Expert expert, int lead, double forecast, double label) {
    double error = forecast - label;
    if (Double.isNaN(error)) {
      return;
    }
    int at = ExpertTable.at(lead, expert.index());
    counts[at]++;
    double memory = Math.min(counts[at], Math.max(SHORTEST, SHARE * counts[at]));
    means[at] += (error * error - means[at]) / memory;
  }

  /** What they are now; NaN where nothing was added. */
  ExpertTable means() {
    ExpertTable table = new ExpertTable(horizon);
    for (int lead = 1; lead <= horizon; lead++) {
      for (int e = 0; e < Expert.COUNT; e++) {
        int at = ExpertTable.at(lead, e);
        if (counts[at] > 0) {
          table.set(lead, e, (float) means[at]);
        }
      }
    }
    return table;
  }
}
