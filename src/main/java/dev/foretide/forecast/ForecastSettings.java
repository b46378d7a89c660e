package dev.foretide.forecast;

import dev.foretide.model.ModelShape;
import dev.foretide.score.LearntLeads;
import dev.foretide.series.Expert;
import dev.foretide.series.Grid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the forecaster of a series needs to know.
 *
 * @param grid the regular grid
 * @param shape features, window, horizon
 * @param intervals nominal coverages, ascending, in (0, 1)
 * @param scoredLeads leads in scores and metrics, ascending
 * @param anomalyDebounce values in a row outside the widest interval that make an anomaly
 * @param targets features that are forecast; of several, each is a series {@code id:target}
 */
public record ForecastSettings(
    Grid grid,
    ModelShape shape,
    List<Double> intervals,
    List<Integer> scoredLeads,
    int anomalyDebounce,
    List<String> targets) {
  private static final int LONGEST_SEGMENT = 16;
  private static final int SCALE_MEMORY_IN_WINDOWS = 4;

  public ForecastSettings {
    intervals = List.copyOf(intervals);
    scoredLeads = List.copyOf(scoredLeads);
    targets = List.copyOf(targets);
    List<String> faults = new ArrayList<>();
    if (!ascending(intervals) || intervals.stream().anyMatch(l -> !(l > 0 && l < 1))) {
      faults.add("intervals is " + intervals + ", must be ascending and between 0 and 1");
    }
    if (!ascending(scoredLeads)
        || scoredLeads.stream().anyMatch(lead -> lead < 1 || lead > shape.horizon())) {
      faults.add(
          "score.leads is %s, must be ascending and from 1 to the horizon %d"
              .formatted(scoredLeads, shape.horizon()));
    }
    int longestGap = Math.min(shape.window() / 2, shape.window() - 2);
    if (grid.gapMax() > longestGap) {
      faults.add(
          "gap.max is %d, must be at most %d, half of the window %d"
              .formatted(grid.gapMax(), longestGap, shape.window()));
    }
    if (anomalyDebounce < 1) {
      faults.add("anomaly.debounce is " + anomalyDebounce + ", must be at least 1");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), faults));
    }
  }

  /** Settings for the one target of the shape. */
  public ForecastSettings(
      Grid grid,
      ModelShape shape,
      List<Double> intervals,
      List<Integer> scoredLeads,
      int anomalyDebounce) {
    this(grid, shape, intervals, scoredLeads, anomalyDebounce, List.of(shape.target()));
  }

  /** Settings by which each value outside the widest interval is an anomaly. */
  public ForecastSettings(
      Grid grid, ModelShape shape, List<Double> intervals, List<Integer> scoredLeads) {
    this(grid, shape, intervals, scoredLeads, 1);
  }

  /** The same settings for series of another step. */
  public ForecastSettings withStep(long millis) {
    return new ForecastSettings(
        grid.withStep(Duration.ofMillis(millis)),
        shape.withStep(millis),
        intervals,
        scoredLeads,
        anomalyDebounce,
        targets);
  }

  /** The id of the series that a target has beside others. */
  public static String seriesOf(String id, String target) {
    return id + ":" + target;
  }

  /** The forecast feature of a series: of several targets, the one that its id ends in. */
  public String targetOf(String series) {
    if (targets.size() > 1) {
      for (String target : targets) {
        int colon = series.length() - target.length() - 1;
        if (colon > 0 && series.charAt(colon) == ':' && series.endsWith(target)) {
          return target;
        }
      }
    }
    return shape.target();
  }

  private static <T extends Comparable<T>> boolean ascending(List<T> values) {
    for (int i = 1; i < values.size(); i++) {
      if (values.get(i).compareTo(values.get(i - 1)) <= 0) {
        return false;
      }
    }
    return true;
  }

  /** Closed steps that make a history segment; together with a filled gap they fit the window. */
  public int segmentSteps() {
    return Math.max(1, Math.min(LONGEST_SEGMENT, shape.window() / 2 - 1));
  }

  /**
   * Newest steps that are not handed over as history yet, since a late reading may still correct
   * them: those within the grace, as far as the window has room beside a segment and a filled gap.
   */
  public int keptSteps() {
    int room = shape.memory() - segmentSteps() - grid.gapMax();
    return (int) Math.max(1, Math.min(room, grid.graceSteps() + 1));
  }

  /** Readings after which the scale has forgotten most. */
  public int scaleMemory() {
    return scaleMemory(shape);
  }

  /** Readings after which the scale has forgotten most, for a shape. */
  public static int scaleMemory(ModelShape shape) {
    return SCALE_MEMORY_IN_WINDOWS * shape.memory();
  }

  /** The leads that weights and intervals are learnt for. */
  public LearntLeads learntLeads() {
    return new LearntLeads(shape.horizon(), scoredLeads);
  }

  /** The experts that may take part; ascending by index. */
  public List<Expert> experts() {
    return Arrays.stream(Expert.values()).filter(shape::has).toList();
  }

  /** The intervals as an array. */
  public double[] levels() {
    return intervals.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
