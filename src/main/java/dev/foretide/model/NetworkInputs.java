package dev.foretide.model;

import dev.foretide.series.CalendarTerm;
import dev.foretide.series.SeriesContext;

/**
 * The network's input row of one step, float32 without unit, each clipped to &plusmn;6:
 *
 * <pre>
 *   per feature   stateful:  (x - recent) / spread,   (x - previous x) / change
 *                 windowed:  (x - newest x) / spread, (x - previous x) / change
 *   with a mask   per feature: 1 where it was measured, 0 where a gap was filled
 *   calendar
 *   stateful, on a linear head:
 *                 what it forecast one step ago for this one: (x - forecast) / change
 *                 what it forecasts: (forecast_h - x) / spread for h = 1 .. horizon
 * </pre>
 *
 * A stateful network cannot have its past inputs re-centred, so they are measured from {@code
 * recent}, the mean of the newest quarter of the window that ends at the step; a windowed one sees
 * the difference to the newest value, from which it forecasts.
 *
 * <p>A network with a {@linkplain NetworkEncoding.Fixed fixed encoding} sees {@code [features]}, in
 * their order, and nothing else: {@code (x - mean) / scale}, clipped only to what float32 bears.
 */
public final class NetworkInputs {
  private static final float CLIP = 6;

  private final ModelShape shape;
  private final NetworkEncoding encoding;

  /** The inputs of a network trained here. */
  public NetworkInputs(ModelShape shape) {
    this(shape, NetworkEncoding.Relative.ON_HEAD);
  }

  public NetworkInputs(ModelShape shape, NetworkEncoding encoding) {
    this.shape = shape;
    this.encoding = encoding;
  }

  /** Values per row. */
  public int size() {
    return size(shape, encoding);
  }

  /** Values per row for a shape, of a network trained here. */
  public static int size(ModelShape shape) {
    return size(shape, NetworkEncoding.Relative.ON_HEAD);
  }

  /** Values per row for a shape and an encoding. */
  public static int size(ModelShape shape, NetworkEncoding encoding) {
    int features = shape.features().size();
    if (!encoding.isRelative()) {
      return features;
    }
    int own = (shape.mask() ? 3 : 2) * features + shape.calendarColumns();
    return seesHead(shape, encoding) ? own + 1 + shape.horizon() : own;
  }

  /** Whether the linear head's forecasts are among the inputs. */
  public static boolean seesHead(ModelShape shape, NetworkEncoding encoding) {
    return shape.linear()
        && shape.evaluation() == Evaluation.STATEFUL
        && encoding == NetworkEncoding.Relative.ON_HEAD;
  }

  /**
   * Encodes one step, except what the head says.
   *
   * @param age steps before the newest of the past
   * @param newestStart start of the newest step, milliseconds since the epoch
   * @param target written from {@code offset}
   */
  public void encode(SeriesContext context, int age, long newestStart, float[] target, int offset) {
    int features = shape.features().size();
    if (encoding instanceof NetworkEncoding.Fixed fixed) {
      for (int f = 0; f < features; f++) {
        target[offset + f] = fixed.input(f, context.value(age, f));
      }
      return;
    }
    boolean stateful = shape.evaluation() == Evaluation.STATEFUL;
    int at = offset;
    for (int f = 0; f < features; f++) {
      float x = context.value(age, f);
      double centre = stateful ? recentMean(context, age, f) : context.value(0, f);
      double change = age + 1 < context.size() ? x - context.value(age + 1, f) : 0;
      target[at++] = clip((x - centre) / context.spread(f));
      target[at++] = clip(change / context.change(f));
      if (shape.mask()) {
        target[at++] = context.measured(age, f) ? 1 : 0;
      }
    }
    long start = newestStart - age * shape.stepMillis();
    CalendarTerm.encode(shape.calendar(), shape.zone(), start, target, at);
  }

  /**
   * Encodes what the head says at the step, behind what {@link #encode} wrote.
   *
   * @param error of the forecast of one step ago, in the unit of the target; 0 where there was none
   * @param change of the target, see {@link SeriesContext#change}
   * @param forecast {@code [horizon]} from {@code from}, differences to the step's value in units
   *     of the scale
   * @param target the row from {@code offset}, as given to {@link #encode}
   */
  public void encodeHead(
      double error, double change, float[] forecast, int from, float[] target, int offset) {
    int at = offset + size() - 1 - shape.horizon();
    target[at++] = clip(error / change);
    for (int h = 0; h < shape.horizon(); h++) {
      target[at++] = clip(forecast[from + h]);
    }
  }

  /** Mean of the newest quarter of the window. */
  private double recentMean(SeriesContext context, int age, int feature) {
    int steps = Math.min(Math.max(2, shape.window() / 4), context.size() - age);
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += context.value(age + i, feature);
    }
    return sum / steps;
  }

  private static float clip(double value) {
    return (float) Math.max(-CLIP, Math.min(CLIP, value));
  }
}
