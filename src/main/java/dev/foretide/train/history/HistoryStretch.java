package dev.foretide.train.history;

import dev.foretide.model.LinearHeads;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Regressors;
import dev.foretide.series.Grid;
import dev.foretide.series.Scale;
import dev.foretide.series.SeriesContext;
import java.util.Arrays;

/**
 * An unbroken stretch of one series as the evaluator saw it, step by step: values, scale, and what
 * the linear head forecast at the time. Grows at its end. Owned by one thread.
 */
public final class HistoryStretch {
  /** Steps that a scale must have seen before forecasts from it are learnt from. */
  private static final int WARM_SCALE = 8;

  /**
   * A label farther off, in units of the scale, is left out: an idle machine that starts, say,
   * whose scale was that of its idling. A few of them would outweigh all other labels of the group.
   */
  private static final float FARTHEST_LABEL = 100;

  private static final int SCALES = 3;

  private final ModelShape shape;
  private final String series;
  private final long firstStep;
  private final int features;
  private final int target;
  private final int horizon;
  private int length;
  private float[] values = {};
  private float[] scales = {};
  private float[] forecasts = {};
  private boolean[] measured = {};
  private boolean[] usable = {};

  HistoryStretch(ModelShape shape, String series, long firstStep) {
    this.shape = shape;
    this.series = series;
    this.firstStep = firstStep;
    this.features = shape.features().size();
    this.target = shape.targetIndex();
    this.horizon = shape.horizon();
  }

  /**
   * Adds a step; the head has forecast nothing there yet.
   *
   * @param readings {@code [features]} behind each value, 0 where it is not measured
   */
  void append(float[] row, int[] readings, Scale scale) {
    if (length == usable.length) {
      int capacity = Math.max(64, length + length / 2);
      values = Arrays.copyOf(values, capacity * features);
      scales = Arrays.copyOf(scales, capacity * features * SCALES);
      forecasts = Arrays.copyOf(forecasts, shape.linear() ? capacity * horizon : 0);
      measured = Arrays.copyOf(measured, capacity * features);
      usable = Arrays.copyOf(usable, capacity);
    }
    System.arraycopy(row, 0, values, length * features, features);
    for (int f = 0; f < features; f++) {
      int at = (length * features + f) * SCALES;
      scales[at] = (float) scale.level(f);
      scales[at + 1] = (float) scale.spread(f);
      scales[at + 2] = (float) scale.change(f);
      measured[length * features + f] = readings[f] > 0;
    }
    if (shape.linear()) {
      Arrays.fill(forecasts, length * horizon, (length + 1) * horizon, Float.NaN);
    }
    usable[length] = readings[target] > 0 && scale.count() >= WARM_SCALE;
    length++;
  }

  /**
   * The same steps, but what the head forecast is, from one of them on, what a model's heads say.
   *
   * @param from first step, of this stretch, with a forecast of the model
   */
  public HistoryStretch forecastBy(Model model, Grid grid, int from) {
    HistoryStretch other = new HistoryStretch(shape, series, firstStep);
    other.length = length;
    other.values = values;
    other.scales = scales;
    other.measured = measured;
    other.usable = usable;
    other.forecasts = Arrays.copyOf(forecasts, shape.linear() ? length * horizon : 0);
    LinearHeads heads = model.headsOf(series);
    Regressors regressors = new Regressors(shape);
    Position position = other.position();
    float[] forecast = new float[horizon];
    Arrays.fill(forecast, Float.NaN);
    for (int at = Math.max(0, from); shape.linear() && at < length; at++) {
      if (heads != null) {
        regressors.encode(position.moveTo(at), 0, grid.startOf(firstStep + at));
        heads.linear().predict(regressors, forecast);
      }
      System.arraycopy(forecast, 0, other.forecasts, forecastAt(at), horizon);
    }
    return other;
  }

  /** A copy of some of its steps. */
  HistoryStretch part(long from, long to) {
    int first = (int) (from - firstStep);
    int last = (int) (to - firstStep);
    int scale = features * SCALES;
    int kept = shape.linear() ? horizon : 0;
    HistoryStretch part = new HistoryStretch(shape, series, from);
    part.length = last - first;
    part.values = Arrays.copyOfRange(values, first * features, last * features);
    part.scales = Arrays.copyOfRange(scales, first * scale, last * scale);
    part.forecasts = Arrays.copyOfRange(forecasts, first * kept, last * kept);
    part.measured = Arrays.copyOfRange(measured, first * features, last * features);
    part.usable = Arrays.copyOfRange(usable, first, last);
    return part;
  }

  public String series() {
    return series;
  }

  public long firstStep() {
    return firstStep;
  }

  public int length() {
    return length;
  }

  /** Step behind the last. */
  public long endStep() {
    return firstStep + length;
  }

  public float value(int at, int feature) {
    return values[at * features + feature];
  }

  /** Mean of the target over the last window, or what there is of it. */
  public double windowMean(int at) {
    int first = Math.max(0, at + 1 - shape.window());
    double sum = 0;
    for (int i = first; i <= at; i++) {
      sum += value(i, target);
    }
    return sum / (at + 1 - first);
  }

  /** Scale of the target. */
  public double spread(int at) {
    return scales[(at * features + target) * SCALES + 1];
  }

  public double change(int at) {
    return scales[(at * features + target) * SCALES + 2];
  }

  /** Whether a step may serve as origin: measured, with a warm scale. */
  public boolean usable(int at) {
    return usable[at];
  }

  /** Forecasts of the linear head, {@code horizon} from this index on; NaN where it had none. */
  public float[] forecasts() {
    return forecasts;
  }

  public int forecastAt(int at) {
    return at * horizon;
  }

  public boolean hasForecast(int at) {
    return shape.linear() && !Float.isNaN(forecasts[at * horizon]);
  }

  /**
   * Difference of a later value to that of the origin, in units of the scale at the origin; NaN
   * where it is not known, or too far off to learn from.
   *
   * @param filled whether the filling of a gap counts as known
   */
  public float label(int origin, int lead, boolean filled) {
    int later = origin + lead;
    if (later >= length || !(filled || measured[later * features + target])) {
      return Float.NaN;
    }
    float label = (float) ((value(later, target) - value(origin, target)) / spread(origin));
    return Math.abs(label) <= FARTHEST_LABEL ? label : Float.NaN;
  }

  /** Whether all labels of an origin are known before a step. */
  public boolean knownBefore(int origin, long step) {
    return firstStep + origin + horizon < step;
  }

  /** A position of the stretch as a context; it can be moved to another step. */
  public Position position() {
    return new Position();
  }

  /** What was known at one step. */
  public final class Position implements SeriesContext {
    private int at;

    public Position moveTo(int step) {
      at = step;
      return this;
    }

    /** The step that it is at, counted from the first of the stretch. */
    public int at() {
      return at;
    }

    @Override
    public int size() {
      return Math.min(at + 1, shape.memory());
    }

    @Override
    public float value(int age, int feature) {
      return values[(at - age) * features + feature];
    }

    @Override
    public boolean measured(int age, int feature) {
      return measured[(at - age) * features + feature];
    }

    @Override
    public double level(int feature) {
      return scales[(at * features + feature) * SCALES];
    }

    @Override
    public double spread(int feature) {
      return scales[(at * features + feature) * SCALES + 1];
    }

    @Override
    public double change(int feature) {
      return scales[(at * features + feature) * SCALES + 2];
    }
  }
}
