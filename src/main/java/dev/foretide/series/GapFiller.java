package dev.foretide.series;

/**
 * The walk of a series over its grid, from the newest step to one whose target was read: fills the
 * gap between, or begins the series anew where the gap is too long to be filled.
 *
 * <p>A feature without a reading holds its last value, and one that was never read stands at its
 * level. In a gap, {@code hold} repeats the last step, and {@code linear} draws a line from the
 * step before the gap to the one behind it. Features that were read in a gap stand there as
 * measured; a step in it whose target was read parts it into two.
 *
 * <p>The live window, a backtest and the replay of history all walk here, so that what was learnt
 * from and what is applied are filled alike. Owned by one thread.
 */
public final class GapFiller {
  private final Grid grid;
  private final int features;
  private final int target;
  private final float[] row;
  private final int[] counts;
  private final float[] before;
  private final float[] filled;
  private final int[] filledCounts;

  /** The steps of one series, and what was read of those ahead of them. */
  public interface Steps {
    /** Whether there is no step yet. */
    boolean isEmpty();

    /** Number of the newest step on the grid; without meaning while there is none. */
    long newest();

    /** Value of a feature at the newest step. */
    float value(int feature);

    /** Readings of a feature at a step behind the newest; 0 for none. */
    int readings(long step, int feature);

    /** What they make together; without meaning when there are none. */
    double reading(long step, int feature);

    /**
     * Adds the step behind the newest.
     *
     * @param values {@code [features]}, read only
     * @param readings {@code [features]} behind each value, 0 where it is not measured; read only
     */
    void append(float[] values, int[] readings);

    /** The gap is too long: forgets all steps. */
    void restart();
  }

  /**
   * @param features number of features
   * @param target index of the one without which there is no step
   */
  public GapFiller(Grid grid, int features, int target) {
    this.grid = grid;
    this.features = features;
    this.target = target;
    this.row = new float[features];
    this.counts = new int[features];
    this.before = new float[features];
    this.filled = new float[features];
    this.filledCounts = new int[features];
  }

  /**
   * Walks up to a step and lets the scale absorb it; {@link #append} then adds it.
   *
   * @param step behind the newest, with a reading of the target
   * @return steps that were filled
   */
  public int reach(Steps steps, Scale scale, long step) {
    read(steps, scale, step);
    long missing = steps.isEmpty() ? 0 : step - steps.newest() - 1;
    if (missing > 0 && !grid.fills(missing)) {
      steps.restart();
      scale.breakOff(row);
      missing = 0;
    } else if (missing > 0) {
      fill(steps, scale, step);
      scale.breakOff(filled);
    }
    scale.absorb(row);
    return (int) missing;
  }

  /** Adds the step reached last. */
  public void append(Steps steps) {
    steps.append(row, counts);
  }

  /** The values of the step reached last, {@code [features]}; valid until the next one. */
  public float[] row() {
    return row;
  }

  private void read(Steps steps, Scale scale, long step) {
    for (int f = 0; f < features; f++) {
      counts[f] = steps.readings(step, f);
      row[f] =
          counts[f] > 0
              ? (float) steps.reading(step, f)
              : steps.isEmpty() ? (float) scale.level(f) : steps.value(f);
    }
  }

  private void fill(Steps steps, Scale scale, long step) {
    for (long each = steps.newest() + 1; each < step; each++) {
      if (steps.readings(each, target) > 0) {
        read(steps, scale, each);
        fillUpTo(steps, each);
        steps.append(row, counts);
        System.arraycopy(row, 0, filled, 0, features);
      }
    }
    read(steps, scale, step);
    fillUpTo(steps, step);
  }

  /** Fills the steps between the newest one and that of {@link #row}. */
  private void fillUpTo(Steps steps, long step) {
    int missing = (int) (step - steps.newest() - 1);
    for (int f = 0; f < features; f++) {
      before[f] = steps.value(f);
    }
    for (int i = 1; i <= missing; i++) {
      long each = steps.newest() + 1;
      float share = (float) i / (missing + 1);
      for (int f = 0; f < features; f++) {
        filledCounts[f] = steps.readings(each, f);
        filled[f] =
            filledCounts[f] > 0
                ? (float) steps.reading(each, f)
                : filling(before[f], row[f], steps.value(f), share);
      }
      steps.append(filled, filledCounts);
    }
    for (int f = 0; missing > 0 && f < features; f++) {
      row[f] = counts[f] > 0 ? row[f] : filled[f];
    }
  }

  /** What stands for a value that was not measured, in a gap. */
  private float filling(float beforeGap, float behindGap, float last, float share) {
    return grid.gapFill() == GapFill.LINEAR ? beforeGap + share * (behindGap - beforeGap) : last;
  }

  /**
   * Fills again what hangs on a step of a window that was corrected, as if it had been right at
   * once.
   *
   * @param age of the step
   */
  public void refill(Window window, int age) {
    int from = age + 1;
    while (from < window.size() && !window.measured(from, target)) {
      from++;
    }
    if (from == window.size()) {
      from = age;
    }
    while (from > 0 && window.measured(from, target)) {
      int to = from - 1;
      while (to > 0 && !window.measured(to, target)) {
        to--;
      }
      if (window.measured(to, target)) {
        refill(window, from, to);
      }
      if (to < age && isMeasured(window, to)) {
        return; // what comes behind a step that was read in full hangs on that one
      }
      from = to;
    }
  }

  private boolean isMeasured(Window window, int age) {
    for (int f = 0; f < features; f++) {
      if (!window.measured(age, f)) {
        return false;
      }
    }
    return true;
  }

  /** Fills between two steps whose targets were read, and what the second lacks. */
  private void refill(Window window, int from, int to) {
    int missing = from - to - 1;
    for (int f = 0; f < features; f++) {
      float first = window.value(from, f);
      float last = window.measured(to, f) ? window.value(to, f) : first;
      for (int i = 1; i <= missing; i++) {
        int age = from - i;
        if (!window.measured(age, f)) {
          float share = (float) i / (missing + 1);
          window.fill(age, f, filling(first, last, window.value(age + 1, f), share));
        }
      }
      if (!window.measured(to, f)) {
        window.fill(to, f, window.value(to + 1, f));
      }
    }
  }
}
