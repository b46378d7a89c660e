package dev.foretide.train;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a group is trained, and what: the first time as soon as there is enough history, the heads
 * before everything, then the heads every {@code linearInterval} and everything every {@code
 * interval}, or earlier on request. Neither before the history has something new to teach: a share
 * {@code growth} of it for everything, a quarter of that while no model serves yet, a twentieth for
 * the heads.
 *
 * <p>Time is passed in, so that a replay can drive it with the time of the readings. Owned by one
 * thread.
 */
public final class TrainingSchedule {
  private static final double HEADS_SHARE = 0.05;
  private static final double EARLY_SHARE = 0.25;

  private final long interval;
  private final long linearInterval;
  private final boolean linear;
  private final double growth;
  private long stepsAtFull;
  private long stepsAtAny;
  private long lastFull = Long.MIN_VALUE;
  private long lastAny = Long.MIN_VALUE;
  private boolean requested;

  /**
   * @param interval between full trainings
   * @param linearInterval between trainings of the heads
   * @param linear whether there are heads
   * @param growth share of new steps that a full training waits for
   */
  public TrainingSchedule(
      Duration interval, Duration linearInterval, boolean linear, double growth) {
    this.growth = growth;
    this.interval = interval.toMillis();
    this.linearInterval = linearInterval.toMillis();
    this.linear = linear;
  }

  /** Asks for a full training at the next occasion. */
  public void request() {
    requested = true;
  }

  /**
   * Whether everything may be trained before its time, for a new regime: when a quarter of what it
   * usually waits for is new.
   */
  boolean mayTrainEarly(long nowMillis, long steps) {
    return lastFull != Long.MIN_VALUE
        && steps >= stepsAtFull * (1 + EARLY_SHARE * growth)
        && !waitAfterFailure(nowMillis);
  }

  /**
   * What is due now, or null.
   *
   * @param steps steps of history taken in so far, whether still held or not
   */
  public @Nullable TrainingKind due(long nowMillis, long steps, boolean hasModel) {
    if (requested) {
      return waitAfterFailure(nowMillis) ? null : TrainingKind.FULL;
    }
    if (lastFull == Long.MIN_VALUE && lastAny == Long.MIN_VALUE && hasModel) {
      lastFull = nowMillis; // a model from before a restart: begin to count now
      lastAny = nowMillis;
      return null;
    }
    if (lastFull == Long.MIN_VALUE) { // heads are there in no time, the network follows at once
      boolean first = lastAny == Long.MIN_VALUE;
      return first && linear ? TrainingKind.LINEAR : TrainingKind.FULL;
    }
    if (nowMillis - lastFull >= interval && steps >= stepsAtFull * (1 + growth)) {
      return TrainingKind.FULL;
    }
    boolean grown = steps >= stepsAtAny * (1 + HEADS_SHARE * growth);
    if (!grown || nowMillis - lastAny < linearInterval) {
      return null;
    }
    if (!hasModel && (!linear || steps >= stepsAtFull * (1 + EARLY_SHARE * growth))) {
      return TrainingKind.FULL;
    }
    return linear ? TrainingKind.LINEAR : null;
  }

  /** A request does not start trainings back to back. */
  private boolean waitAfterFailure(long nowMillis) {
    return lastAny != Long.MIN_VALUE && nowMillis - lastAny < Math.min(linearInterval, 1_000);
  }

  /** A training has begun. */
  public void began(TrainingKind kind, long nowMillis, long steps) {
    stepsAtAny = steps;
    if (kind == TrainingKind.FULL) {
      stepsAtFull = steps;
      lastFull = nowMillis;
      requested = false;
    }
    lastAny = nowMillis;
  }
}
