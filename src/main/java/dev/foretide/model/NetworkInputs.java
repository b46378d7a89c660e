package dev.foretide.model;

import dev.foretide.series.CalendarTerm;
import dev.foretide.series.Scale;
import dev.foretide.series.Window;

/**
 * The network's input row of one step, {@code [2 features + calendar]} float32 without unit:
 *
 * <pre>
 *   stateful:  (x - level) / spread,   (x - previous x) / change,  calendar
 *   windowed:  (x - newest x) / spread, (x - previous x) / change, calendar
 * </pre>
 *
 * each clipped to &plusmn;6. A stateful network cannot have its past inputs re-centred, so they are
 * measured from the slow level; a windowed one sees the difference to the newest value, from which
 * it forecasts.
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
    return encoding.isRelative() ? 2 * features + shape.calendarColumns() : features;
  }

  /**
   * Encodes one step.
   *
   * @param age steps before the newest of the window
   * @param newestStart start of the newest step, milliseconds since the epoch
   * @param target written from {@code offset}, {@link #size()} values
   */
  public void encode(
      Window window, Scale scale, int age, long newestStart, float[] target, int offset) {
    if (encoding instanceof NetworkEncoding.Fixed fixed) {
      encodeFixed(fixed, window, age, target, offset);
      return;
    }
    boolean stateful = shape.evaluation() == Evaluation.STATEFUL;
    int features = shape.features().size();
    for (int f = 0; f < features; f++) {
      float x = window.value(age, f);
      double centre = stateful ? scale.level(f) : window.value(0, f);
      double change = age + 1 < window.size() ? x - window.value(age + 1, f) : 0;
      target[offset + 2 * f] = clip((x - centre) / scale.spread(f));
      target[offset + 2 * f + 1] = clip(change / scale.change(f));
    }
    long start = newestStart - age * shape.stepMillis();
    CalendarTerm.encode(shape.calendar(), shape.zone(), start, target, offset + 2 * features);
  }

  private static void encodeFixed(
      NetworkEncoding.Fixed fixed, Window window, int age, float[] target, int offset) {
    for (int f = 0; f < fixed.mean().size(); f++) {
      target[offset + f] = fixed.input(f, window.value(age, f));
    }
  }

  private static float clip(double value) {
    return (float) Math.max(-CLIP, Math.min(CLIP, value));
  }
}
