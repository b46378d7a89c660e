package dev.foretide.model;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import dev.foretide.series.CalendarTerm;
import dev.foretide.series.Expert;
import dev.foretide.series.SeriesContext;

/**
 * What the linear heads see of a series at one origin, float32 in units of the series' scale:
 *
 * <ul>
 *   <li>the last {@code lookback - 1} differences of the target to its newest value (NLinear's
 *       centring, AAAI 2023); steps before the first known one repeat the first;
 *   <li>per other feature its deviation from the level and its newest change;
 *   <li>where there is a {@linkplain ModelShape#cycle cycle}: the {@code horizon} values one cycle
 *       before the targets, as differences to the newest value;
 *   <li>the calendar of the origin.
 * </ul>
 *
 * Each is clipped far outside of what a scale that has seen the values lets through, so that a
 * corrected value, which the scale has not seen, cannot make a forecast infinite.
 *
 * <p>A head sees some of them, its {@link Columns}. Owned by one thread.
 */
public final class Regressors {
  private static final float CLIP = 1e6f;

  private final ModelShape shape;
  private final int target;
  private final int cycle;
  private final float[] values;
  private final float[] lagged;
  private final Matrix forecast;

  /**
   * The regressors of one head: the first {@code lags}, and those from {@code from} to before
   * {@code to}.
   */
  public record Columns(int lags, int from, int to) {
    /** Number of regressors. */
    public int count() {
      return lags + to - from;
    }

    /**
     * Copies these columns out of all regressors.
     *
     * @param all of a shape
     * @param some {@code [count]}, written
     */
    public void take(float[] all, float[] some) {
      System.arraycopy(all, 0, some, 0, lags);
      System.arraycopy(all, from, some, lags, to - from);
    }

    /** The same columns by their places among those that another head {@link #take takes}. */
    public Columns within(Columns other) {
      int shift = other.from - other.lags;
      return new Columns(lags, from - shift, to - shift);
    }
  }

  /** Nothing encoded yet. */
  public Regressors(ModelShape shape) {
    this.shape = shape;
    this.target = shape.targetIndex();
    this.cycle = shape.cycle();
    this.values = new float[size(shape)];
    this.lagged = new float[shape.lookback()];
    this.forecast = Kernels.best().zeros(1, shape.horizon());
  }

  /** Number of regressors for a shape, without the intercept. */
  public static int size(ModelShape shape) {
    return cycleAt(shape) + (shape.cycle() > 0 ? shape.horizon() : 0) + shape.calendarColumns();
  }

  private static int cycleAt(ModelShape shape) {
    return shape.lookback() - 1 + 2 * (shape.features().size() - 1);
  }

  /**
   * What one of the linear experts sees: {@code lags} the window, {@code linear} window, cycle and
   * clock, {@code lookback} the longer window.
   *
   * @throws IllegalArgumentException for an expert that is no linear head
   */
  public static Columns columns(ModelShape shape, Expert expert) {
    int window = shape.window() - 1;
    int features = shape.lookback() - 1;
    return switch (expert) {
      case LAGS -> new Columns(window, features, cycleAt(shape));
      case LINEAR -> new Columns(window, features, size(shape));
      case LOOKBACK -> new Columns(features, features, cycleAt(shape));
      case NAIVE, SEASONAL, CYCLE, LSTM ->
          throw new IllegalArgumentException(expert + " is no linear head");
    };
  }

  /**
   * Encodes one origin.
   *
   * @param age steps between the origin and the newest step
   * @param originStart start of the origin's step, milliseconds since the epoch
   */
  public void encode(SeriesContext context, int age, long originStart) {
    encode(context, age, originStart, shape.lookback() - 1);
  }

  /**
   * Encodes one origin as far as a head sees it that looks back no farther than {@code lags}; the
   * other lags stay as they were.
   */
  public void encode(SeriesContext context, int age, long originStart, int lags) {
    double unit = 1 / context.spread(target);
    context.copy(age, target, lagged, lags + 1);
    float origin = lagged[0];
    for (int lag = 1; lag <= lags; lag++) {
      values[lag - 1] = clip((lagged[lag] - origin) * unit);
    }
    int last = context.size() - 1;
    int at = shape.lookback() - 1;
    for (int f = 0; f < shape.features().size(); f++) {
      if (f != target) {
        float x = context.value(age, f);
        double change = age < last ? x - context.value(age + 1, f) : 0;
        values[at++] = clip((x - context.level(f)) / context.spread(f));
        values[at++] = clip(change / context.change(f));
      }
    }
    for (int lead = 1; cycle > 0 && lead <= shape.horizon(); lead++) {
      int lag = age + cycleLag(cycle, lead);
      values[at++] = lag > last ? 0 : clip((context.value(lag, target) - origin) * unit);
    }
    CalendarTerm.encode(shape.calendar(), shape.zone(), originStart, values, at);
  }

  /** All of them as encoded last, {@code [size]}; not to be modified. */
  public float[] values() {
    return values;
  }

  /** Some of them as a row of a matrix. */
  Matrix row(int from, int count) {
    return Matrix.of(values, from, 1, count, count);
  }

  /** Where a head puts its forecast. */
  Matrix forecast() {
    return forecast;
  }

  /** A difference in units of the scale, kept to what float32 arithmetic bears; NaN stays. */
  public static float clip(double value) {
    return (float) Math.max(-CLIP, Math.min(CLIP, value));
  }

  /**
   * Steps between an origin and the newest value known there that lies whole cycles before a lead.
   */
  public static int cycleLag(int cycle, int lead) {
    return (lead + cycle - 1) / cycle * cycle - lead;
  }
}
