package dev.foretide.forecast;

import dev.foretide.model.ModelShape;
import dev.foretide.series.Grid;
import java.util.List;

/**
 * What the forecaster of a series needs to know.
 *
 * @param grid the regular grid
 * @param shape features, window, horizon
 * @param intervals nominal coverages, ascending, in (0, 1)
 * @param scoredLeads leads in scores and metrics, ascending; all leads are learnt from
 */
public record ForecastSettings(
    Grid grid, ModelShape shape, List<Double> intervals, List<Integer> scoredLeads) {
  private static final int LONGEST_SEGMENT = 16;
  private static final int SCALE_MEMORY_IN_WINDOWS = 4;

  public ForecastSettings {
    intervals = List.copyOf(intervals);
    scoredLeads = List.copyOf(scoredLeads);
    double before = 0;
    for (double level : intervals) {
      if (level <= before || level >= 1) {
        throw new IllegalArgumentException(
            "intervals is " + intervals + ", must be ascending and between 0 and 1");
      }
      before = level;
    }
    int leadBefore = 0;
    for (int lead : scoredLeads) {
      if (lead <= leadBefore || lead > shape.horizon()) {
        throw new IllegalArgumentException(
            "score.leads is %s, must be ascending and from 1 to the horizon %d"
                .formatted(scoredLeads, shape.horizon()));
      }
      leadBefore = lead;
    }
    int longestGap = Math.min(shape.window() / 2, shape.window() - 2);
    if (grid.gapMax() > longestGap) {
      throw new IllegalArgumentException(
          "gap.max is %d, must be at most %d, half of the window %d"
              .formatted(grid.gapMax(), longestGap, shape.window()));
    }
  }

  /** Closed steps that make a history segment; together with a filled gap they fit the window. */
  public int segmentSteps() {
    return Math.max(1, Math.min(LONGEST_SEGMENT, shape.window() / 2 - 1));
  }

  /** Readings after which the scale has forgotten most. */
  public int scaleMemory() {
    return scaleMemory(shape);
  }

  /** Readings after which the scale has forgotten most, for a shape. */
  public static int scaleMemory(ModelShape shape) {
    return SCALE_MEMORY_IN_WINDOWS * shape.memory();
  }

  /** The intervals as an array. */
  public double[] levels() {
    return intervals.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
