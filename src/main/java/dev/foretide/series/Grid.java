package dev.foretide.series;

import java.time.Duration;

/**
 * The regular grid that irregular readings are put on.
 *
 * <p>Step {@code k} covers the times {@code [k * step, (k + 1) * step)} since the epoch. A series
 * with one reading a step is answered at once and has no delay. A series with several readings a
 * step is answered when the step closes, which is at the first reading of a later step, with the
 * value that {@code aggregate} makes of them.
 *
 * @param step length of a step
 * @param aggregate how several readings of one step become one value
 * @param grace how far a reading may lie behind the newest step and still correct the window
 * @param gapFill what stands for steps without a reading
 * @param gapMax longest gap, in steps, that is filled; a longer one empties the window
 */
public record Grid(
    Duration step, Aggregate aggregate, Duration grace, GapFill gapFill, int gapMax) {

  public Grid {
    if (step.toMillis() < 1) {
      throw new IllegalArgumentException("step is " + step + ", must be at least one millisecond");
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace is " + grace + ", must not be negative");
    }
    if (gapMax < 0) {
      throw new IllegalArgumentException("gap.max is " + gapMax + ", must not be negative");
    }
  }

  /** The same grid with steps of another length. */
  public Grid withStep(Duration other) {
    return new Grid(other, aggregate, grace, gapFill, gapMax);
  }

  /** Length of a step in milliseconds. */
  public long stepMillis() {
    return step.toMillis();
  }

  /** The step that a time falls into; times before the epoch have negative steps. */
  public long stepOf(long epochMillis) {
    return Math.floorDiv(epochMillis, stepMillis());
  }

  /** Start of a step in milliseconds since the epoch. */
  public long startOf(long step) {
    return step * stepMillis();
  }

  /** Hour of the day, UTC, in which a step begins. */
  public int hourOf(long step) {
    return (int) (Math.floorMod(startOf(step), 86_400_000L) / 3_600_000L);
  }

  /** Whether {@code missing} steps in a row may be filled. */
  public boolean fills(long missing) {
    return gapFill != GapFill.NONE && missing <= gapMax;
  }

  /** The grace in whole steps, rounded up. */
  public long graceSteps() {
    return -Math.floorDiv(-grace.toMillis(), stepMillis());
  }

  /**
   * Whether a reading of step {@code late} may still correct a window that ends at {@code newest}.
   */
  public boolean accepts(long late, long newest) {
    return (newest - late) * stepMillis() <= grace.toMillis();
  }
}
