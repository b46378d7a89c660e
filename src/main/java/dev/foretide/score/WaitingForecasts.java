package dev.foretide.score;

import java.util.Arrays;

/**
 * Forecasts of one series that wait for their target: the newest {@code horizon} origins, in a ring
 * addressed by the origin's step.
 *
 * <p>A waiting forecast is a row of {@link #width()} float32 values in the unit of the target: the
 * combined forecast, one column per weighted expert except naive (whose forecast is the base for
 * all leads), and the ends of each interval. NaN stands for an expert that took no part. Owned by
 * one thread.
 */
public final class WaitingForecasts {
  private static final long NONE = Long.MIN_VALUE;

  private final int horizon;
  private final int experts;
  private final int levels;
  private final int width;
  private final long[] origins;
  private final float[] bases;
  private final int[] versions;
  private final float[] rows;

  /**
   * Nothing waits.
   *
   * @param experts stored experts, without naive
   * @param levels intervals per forecast
   */
  public WaitingForecasts(int horizon, int experts, int levels) {
    this.horizon = horizon;
    this.experts = experts;
    this.levels = levels;
    this.width = 1 + experts + 2 * levels;
    this.origins = new long[horizon];
    this.bases = new float[horizon];
    this.versions = new int[horizon];
    this.rows = new float[horizon * horizon * width];
    clear();
  }

  public int horizon() {
    return horizon;
  }

  /** Values per waiting forecast of one lead. */
  public int width() {
    return width;
  }

  public void clear() {
    Arrays.fill(origins, NONE);
  }

  /**
   * Makes place for the forecasts of a new origin; the origin that held it has no target left.
   *
   * @param base last value at the origin, the naive forecast of all leads
   */
  public void open(long origin, float base, int version) {
    int slot = slot(origin);
    origins[slot] = origin;
    bases[slot] = base;
    versions[slot] = version;
  }

  /** Whether forecasts of this origin wait. */
  public boolean has(long origin) {
    return origins[slot(origin)] == origin;
  }

  public float base(long origin) {
    return bases[slot(origin)];
  }

  public int version(long origin) {
    return versions[slot(origin)];
  }

  public float combined(long origin, int lead) {
    return rows[row(origin, lead)];
  }

  public float expert(long origin, int lead, int expert) {
    return rows[row(origin, lead) + 1 + expert];
  }

  public float lower(long origin, int lead, int level) {
    return rows[row(origin, lead) + 1 + experts + 2 * level];
  }

  public float upper(long origin, int lead, int level) {
    return rows[row(origin, lead) + 2 + experts + 2 * level];
  }

  public void putCombined(long origin, int lead, float value) {
    rows[row(origin, lead)] = value;
  }

  public void putExpert(long origin, int lead, int expert, float value) {
    rows[row(origin, lead) + 1 + expert] = value;
  }

  public void putInterval(long origin, int lead, int level, float lower, float upper) {
    int at = row(origin, lead) + 1 + experts + 2 * level;
    rows[at] = lower;
    rows[at + 1] = upper;
  }

  /** All values of one lead, {@link #width()} from this index on in {@link #rows()}. */
  public int row(long origin, int lead) {
    return (slot(origin) * horizon + lead - 1) * width;
  }

  /** The backing array, for a codec. */
  public float[] rows() {
    return rows;
  }

  public int levels() {
    return levels;
  }

  private int slot(long origin) {
    return (int) Math.floorMod(origin, (long) horizon);
  }
}
