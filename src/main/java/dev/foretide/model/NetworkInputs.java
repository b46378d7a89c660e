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
 */
public final class NetworkInputs {
  private static final float CLIP = 6;

  private final ModelShape shape;

  public NetworkInputs(ModelShape shape) {
    this.shape = shape;
  }

  /** Values per row. */
  public int size() {
    return size(shape);
  }

  /** Values per row for a shape. */
  public static int size(ModelShape shape) {
    return 2 * shape.features().size() + shape.calendarColumns();
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

  private static float clip(double value) {
    return (float) Math.max(-CLIP, Math.min(CLIP, value));
  }
}
