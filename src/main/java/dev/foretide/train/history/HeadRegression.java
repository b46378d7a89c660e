package dev.foretide.train.history;

import dev.foretide.linalg.NormalEquations;
import dev.foretide.linalg.RidgeSolution;
import dev.foretide.linalg.SingularNormalEquationsException;
import dev.foretide.model.LinearHead;
import dev.foretide.model.LinearHeads;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Regressors;
import dev.foretide.series.Expert;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The linear heads of a group as ridge regressions, from one set of normal equations.
 *
 * <p>Every matured origin is one row of {@code X^T X} and {@code X^T Y} with all {@link
 * Regressors}; each head solves the part that it sees. Labels are in units of the scale at their
 * origin; a row weighs in proportion to that scale, halfway to errors in the unit of the series.
 * Old rows fade with a half-life. With {@code A_k, C_k} the sums of one series, its own head is
 * shrunk towards the group's,
 *
 * <pre>  (A_k + kappa I) W_k = C_k + kappa W_group</pre>
 *
 * so that a series with little history, or none of its own habits, has the group's. The head of the
 * longer window is the group's alone: one series has too little history for it. A head with more
 * inputs than the history can tell apart waits until there is more. Owned by one thread.
 */
final class HeadRegression {
  /** Steps after which a row has half of its weight. */
  static final double HALF_LIFE = 12_000;

  /** Penalty of the group's heads, in rows: what so many rows of independent inputs would weigh. */
  static final double PENALTY_ROWS = 1;

  /** The same for the pull of a series' own head towards the group's. */
  static final double KAPPA_ROWS = 100;

  /** Weight of the newest rows at which all weights are divided, long before a double overflows. */
  private static final double LARGEST_WEIGHT = 1e9;

  /** Sums of single series are kept for groups in which they take no more doubles than this. */
  private static final long LARGEST_OWN = 4_000_000;

  /** Steps over which the mean scale of a series is taken, and the largest scale beside it. */
  private static final double SCALE_MEMORY = 5_000;

  private static final double LARGEST_SCALE = 4;

  private static final int ROWS_PER_INPUT = 2;

  private final ModelShape shape;
  private final Regressors.Columns linear;
  private final NormalEquations shared;
  private final Map<String, Series> series = new HashMap<>();
  private final float[] labels;
  private final float[] ownRegressors;
  private final long mostOwn;
  private double unitStep = Double.NaN;
  private double newestWeight = 1;
  private @Nullable LinearHeads heads;
  private Map<String, LinearHeads> ownHeads = Map.of();

  /** What is known of one series alone; without sums in a large group. */
  private static final class Series {
    private @Nullable NormalEquations sums;
    private double count;
    private double scale;

    /** Scale of an origin relative to what is usual. */
    double relative(double spread) {
      count = Math.min(count + 1, SCALE_MEMORY);
      scale += (spread - scale) / count;
      return Math.min(LARGEST_SCALE, spread / scale);
    }
  }

  HeadRegression(ModelShape shape) {
    this.shape = shape;
    this.linear = Regressors.columns(shape, Expert.LINEAR);
    this.shared = new NormalEquations(Regressors.size(shape), shape.horizon());
    this.labels = new float[shape.horizon()];
    this.ownRegressors = new float[linear.count()];
    long width = linear.count() + 1L;
    this.mostOwn = LARGEST_OWN / (width * (width + shape.horizon()));
  }

  /** Heads solved last, or null. */
  @Nullable LinearHeads heads() {
    return heads;
  }

  /** Heads of single series, solved last; empty for one series, and for very many. */
  Map<String, LinearHeads> ownHeads() {
    return ownHeads;
  }

  @Nullable LinearHeads headsOf(String series) {
    return ownHeads.getOrDefault(series, heads);
  }

  /** Bytes that the sums hold, about. */
  long bytes() {
    long inputs = shared.inputs() + 1L;
    long width = linear.count() + 1L;
    long own = series.values().stream().filter(each -> each.sums != null).count();
    return Double.BYTES
        * (inputs * (inputs + labels.length) + own * width * (width + labels.length));
  }

  /**
   * Adds a matured origin.
   *
   * @param regressors of the origin
   * @return false when a label is not known, so that nothing was added
   */
  boolean add(HistoryStretch stretch, int origin, float[] regressors) {
    for (int lead = 1; lead <= labels.length; lead++) {
      labels[lead - 1] = stretch.label(origin, lead, true);
      if (Float.isNaN(labels[lead - 1])) {
        return false;
      }
    }
    Series of = series.computeIfAbsent(stretch.series(), id -> new Series());
    double weight = weight(stretch.firstStep() + origin) * of.relative(stretch.spread(origin));
    shared.add(regressors, 0, labels, 0, weight);
    if (series.size() <= mostOwn) {
      if (of.sums == null) {
        of.sums = new NormalEquations(linear.count(), shape.horizon());
      }
      linear.take(regressors, ownRegressors);
      of.sums.add(ownRegressors, 0, labels, 0, weight);
    } else {
      series.values().forEach(each -> each.sums = null);
    }
    return true;
  }

  private double weight(long step) {
    if (Double.isNaN(unitStep)) {
      unitStep = step;
    }
    newestWeight = Math.pow(2, (step - unitStep) / HALF_LIFE);
    if (newestWeight > LARGEST_WEIGHT) {
      double factor = 1 / newestWeight;
      shared.decay(factor);
      for (Series each : series.values()) {
        if (each.sums != null) {
          each.sums.decay(factor);
        }
      }
      unitStep = step;
      newestWeight = 1;
    }
    return newestWeight;
  }

  /** Solves all heads anew; those that cannot be solved stay as they were. */
  void solve() {
    Map<Expert, RidgeSolution> solutions = new EnumMap<>(Expert.class);
    for (Expert expert : Expert.HEADS) {
      Regressors.Columns columns = Regressors.columns(shape, expert);
      boolean enough =
          expert == Expert.LINEAR || shared.rows() >= (long) ROWS_PER_INPUT * columns.count();
      if (shape.has(expert) && enough) {
        RidgeSolution solution = solve(shared, columns, PENALTY_ROWS, null);
        if (solution != null) {
          solutions.put(expert, solution);
        }
      }
    }
    if (!solutions.containsKey(Expert.LINEAR)) {
      return;
    }
    heads = heads(solutions);
    Map<String, LinearHeads> each = new HashMap<>();
    series.forEach(
        (id, of) -> {
          if (of.sums != null && series.size() > 1) {
            each.put(id, ownHeads(of.sums, solutions));
          }
        });
    ownHeads = each;
  }

  private LinearHeads ownHeads(NormalEquations sums, Map<Expert, RidgeSolution> group) {
    Map<Expert, RidgeSolution> solutions = new EnumMap<>(group);
    for (Expert expert : LinearHeads.OWN) {
      RidgeSolution prior = group.get(expert);
      Regressors.Columns columns = Regressors.columns(shape, expert).within(linear);
      RidgeSolution solution = prior == null ? null : solve(sums, columns, KAPPA_ROWS, prior);
      if (solution != null) {
        solutions.put(expert, solution);
      }
    }
    LinearHeads own = heads(solutions);
    return new LinearHeads(own.linear(), own.lags(), heads == null ? null : heads.lookback());
  }

  /** Null when there is no solution. */
  private @Nullable RidgeSolution solve(
      NormalEquations all,
      Regressors.Columns columns,
      double penaltyRows,
      @Nullable RidgeSolution prior) {
    if (!(all.weight() > 0)) {
      return null;
    }
    NormalEquations part = all.part(columns.lags(), columns.from(), columns.to());
    try {
      return part.solve(penaltyRows * newestWeight / all.weight(), prior);
    } catch (SingularNormalEquationsException e) {
      return null;
    }
  }

  private LinearHeads heads(Map<Expert, RidgeSolution> solutions) {
    return new LinearHeads(
        head(Expert.LINEAR, Objects.requireNonNull(solutions.get(Expert.LINEAR))),
        optional(Expert.LAGS, solutions.get(Expert.LAGS)),
        optional(Expert.LOOKBACK, solutions.get(Expert.LOOKBACK)));
  }

  private @Nullable LinearHead optional(Expert expert, @Nullable RidgeSolution solution) {
    return solution == null ? null : head(expert, solution);
  }

  private LinearHead head(Expert expert, RidgeSolution solution) {
    return new LinearHead(
        Regressors.columns(shape, expert), shape.horizon(), solution.coefficients());
  }
}
