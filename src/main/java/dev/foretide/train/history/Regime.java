package dev.foretide.train.history;

/**
 * A new regime of a group, which began when its errors rose for good, and when to train for it: as
 * soon as so many of its steps are known that a forecast can be learnt from them and judged on
 * others, and once more when there are three times as many. Owned by one thread.
 */
public final class Regime {
  /** First step of no regime. */
  public static final long NONE = Long.MAX_VALUE;

  private static final int[] DISTANCES = {1, 3};

  private final int steps;
  private long from = NONE;
  private int trained;

  /**
   * @param steps steps after which it is trained for
   */
  public Regime(int steps) {
    this.steps = steps;
  }

  /** A regime begins, unless the one before it is still waited for. */
  public void begins(long step) {
    if (from == NONE) {
      from = step;
      trained = 0;
    }
  }

  /** First step, or {@link #NONE} when there is nothing to train for. */
  public long from() {
    return from;
  }

  /**
   * Whether everything is to be trained for it now.
   *
   * @param newest step behind the last of the history
   */
  public boolean isDue(long newest) {
    return from != NONE && newest - from >= (long) DISTANCES[trained] * steps;
  }

  /** Whether it has not been trained for. */
  public boolean isNew() {
    return trained == 0;
  }

  /** Everything was trained. */
  public void trained(long newest) {
    if (isDue(newest) && ++trained == DISTANCES.length) {
      from = NONE;
    }
  }
}
