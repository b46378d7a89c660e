package dev.foretide.model;

import dev.foretide.series.CalendarTerm;
import dev.foretide.series.Scale;
import dev.foretide.series.Window;

/**
 * The regressors of the linear head at one origin, float32 in units of the series' scale:
 *
 * <ul>
 *   <li>the last {@code window - 1} differences of the target to its newest value (NLinear's
 *       centring, AAAI 2023); steps before the first known one repeat the first;
 *   <li>where the season is longer than the window: the {@code horizon} values one season before
 *       the targets, as differences to the newest value;
 *   <li>per other feature its deviation from the level and its newest change;
 *   <li>the calendar of the origin.
 * </ul>
 *
 * Each is clipped far outside of what a scale that has seen the values lets through, so that a
 * corrected value, which the scale has not seen, cannot make a forecast infinite.
 */
public final class LinearInputs {
  private static final float CLIP = 1e6f;

  private final ModelShape shape;
  private final int target;

  public LinearInputs(ModelShape shape) {
    this.shape = shape;
    this.target = shape.targetIndex();
  }

  /** Number of regressors, without the intercept. */
  public int size() {
    return size(shape);
  }

  /** Number of regressors for a shape, without the intercept. */
  public static int size(ModelShape shape) {
    int block = shape.season() > shape.window() ? shape.horizon() : 0;
    return shape.window() - 1 + block + 2 * (shape.features().size() - 1) + shape.calendarColumns();
  }

  /**
   * Encodes one origin, the newest step of the window.
   *
   * @param originStart start of the newest step, milliseconds since the epoch
   * @param regressors {@code [size()]}, written
   */
  public void encode(Window window, Scale scale, long originStart, float[] regressors) {
    double unit = scale.spread(target);
    float newest = window.value(0, target);
    int last = window.size() - 1;
    int at = 0;
    for (int age = 1; age < shape.window(); age++) {
      regressors[at++] = clip((window.value(Math.min(age, last), target) - newest) / unit);
    }
    if (shape.season() > shape.window()) {
      for (int lead = 1; lead <= shape.horizon(); lead++) {
        int age = seasonalAge(shape.season(), lead);
        regressors[at++] = age > last ? 0 : clip((window.value(age, target) - newest) / unit);
      }
    }
    for (int f = 0; f < shape.features().size(); f++) {
      if (f != target) {
        float x = window.value(0, f);
        double change = last >= 1 ? x - window.value(1, f) : 0;
        regressors[at++] = clip((x - scale.level(f)) / scale.spread(f));
        regressors[at++] = clip(change / scale.change(f));
      }
    }
    CalendarTerm.encode(shape.calendar(), shape.zone(), originStart, regressors, at);
  }

  /** A difference in units of the scale, kept to what float32 arithmetic bears; NaN stays. */
  public static float clip(double value) {
    return (float) Math.max(-CLIP, Math.min(CLIP, value));
  }

  /** Age of the newest known value that lies whole seasons before a lead. */
  public static int seasonalAge(int season, int lead) {
    return (lead + season - 1) / season * season - lead;
  }
}
