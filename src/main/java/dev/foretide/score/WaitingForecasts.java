package dev.foretide.score;

import java.util.Arrays;

/**
 * Forecasts of one series that wait for their target: the newest {@code horizon} origins, in a ring
 * addressed by the origin's step.
 *
 * <p>Of each origin there is a base, its last value and the naive forecast of all leads, a unit,
 * and a row per {@linkplain LearntLeads learnt lead}: the combined forecast, one column per
 * weighted expert except naive, and the ends of each interval. Forecasts are differences to the
 * base in that unit, as 16-bit floats; NaN stands for an expert that took no part. Of the newest
 * origin all leads are there, without the experts. What was forecast is what can be read here, so a
 * score is that of the forecast that went out. Owned by one thread.
 */
public final class WaitingForecasts {
  private static final long NONE = Long.MIN_VALUE;

  private final LearntLeads leads;
  private final int horizon;
  private final int levels;
  private final int width;
  private final long[] origins;
  private final float[] bases;
  private final float[] units;
  private final int[] versions;
  private final short[] rows;
  private final short[] newest;

  /**
   * Nothing waits.
   *
   * @param experts stored experts, without naive
   * @param levels intervals per forecast
   */
  public WaitingForecasts(LearntLeads leads, int experts, int levels) {
    this.leads = leads;
    this.horizon = leads.horizon();
    this.levels = levels;
    this.width = 1 + 2 * levels + experts;
    this.origins = new long[horizon];
    this.bases = new float[horizon];
    this.units = new float[horizon];
    this.versions = new int[horizon];
    this.rows = new short[horizon * leads.count() * width];
    this.newest = new short[horizon * (1 + 2 * levels)];
    clear();
  }

  public int horizon() {
    return horizon;
  }

  /** Values per waiting forecast of one learnt lead. */
  public int width() {
    return width;
  }

  public void clear() {
    Arrays.fill(origins, NONE);
  }

  /**
   * Makes place for the forecasts of a new origin; the origin that held it has no target left.
   *
   * @param base last value at the origin
   * @param unit of the differences to it
   */
  public void open(long origin, float base, float unit, int version) {
    int slot = slot(origin);
    origins[slot] = origin;
    bases[slot] = base;
    units[slot] = unit;
    versions[slot] = version;
  }

  /** Whether forecasts of this origin wait. */
  public boolean has(long origin) {
    return origins[slot(origin)] == origin;
  }

  public float base(long origin) {
    return bases[slot(origin)];
  }

  public float unit(long origin) {
    return units[slot(origin)];
  }

  public int version(long origin) {
    return versions[slot(origin)];
  }

  /**
   * Lets the forecast of one lead wait.
   *
   * @param origin the newest one
   * @param offset difference to the base in the unit of the origin, as all that are put
   */
  public void putCombined(long origin, int lead, float offset) {
    put(origin, lead, 0, offset);
  }

  public void putInterval(long origin, int lead, int level, float lower, float upper) {
    put(origin, lead, 1 + 2 * level, lower);
    put(origin, lead, 2 + 2 * level, upper);
  }

  private void put(long origin, int lead, int column, float offset) {
    short half = HalfFloat.of(offset);
    newest[(lead - 1) * (1 + 2 * levels) + column] = half;
    if (leads.has(lead)) {
      rows[row(origin, leads.before(lead)) + column] = half;
    }
  }

  /** Lets what an expert forecasts for a learnt lead wait. */
  public void putExpert(long origin, int lead, int expert, float offset) {
    rows[expertAt(origin, lead, expert)] = HalfFloat.of(offset);
  }

  /** The forecast of a learnt lead, in the unit of the target. */
  public float combined(long origin, int lead) {
    return value(origin, learnt(origin, lead, 0));
  }

  /** Lower end of an interval of a learnt lead. */
  public float lower(long origin, int lead, int level) {
    return value(origin, learnt(origin, lead, 1 + 2 * level));
  }

  /** Upper end of an interval of a learnt lead. */
  public float upper(long origin, int lead, int level) {
    return value(origin, learnt(origin, lead, 2 + 2 * level));
  }

  /** What an expert forecast for a learnt lead: difference to the base in units of the origin. */
  public float expert(long origin, int lead, int expert) {
    return HalfFloat.toFloat(rows[expertAt(origin, lead, expert)]);
  }

  /** The forecast of any lead of the newest origin, in the unit of the target. */
  public float newestCombined(long origin, int lead) {
    return newest(origin, lead, 0);
  }

  /** Lower end of an interval of any lead of the newest origin. */
  public float newestLower(long origin, int lead, int level) {
    return newest(origin, lead, 1 + 2 * level);
  }

  /** Upper end of an interval of any lead of the newest origin. */
  public float newestUpper(long origin, int lead, int level) {
    return newest(origin, lead, 2 + 2 * level);
  }

  private float newest(long origin, int lead, int column) {
    return value(origin, newest[(lead - 1) * (1 + 2 * levels) + column]);
  }

  private short learnt(long origin, int lead, int column) {
    return rows[row(origin, leads.index(lead)) + column];
  }

  private int expertAt(long origin, int lead, int expert) {
    return row(origin, leads.index(lead)) + 1 + 2 * levels + expert;
  }

  private float value(long origin, short half) {
    int slot = slot(origin);
    return (float) (bases[slot] + (double) units[slot] * HalfFloat.toFloat(half));
  }

  /** Start in {@link #rows()} of the values of one learnt lead, {@link #width()} of them. */
  public int row(long origin, int index) {
    return (slot(origin) * leads.count() + index) * width;
  }

  /** The backing array, for a codec. */
  public short[] rows() {
    return rows;
  }

  /** All leads of the newest origin, {@code [horizon, 1 + 2 levels]}, for a codec. */
  public short[] newest() {
    return newest;
  }

  private int slot(long origin) {
    return (int) Math.floorMod(origin, (long) horizon);
  }
}
