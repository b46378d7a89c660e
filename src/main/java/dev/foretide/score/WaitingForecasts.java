package dev.foretide.score;

import dev.foretide.series.Expert;
import java.util.Arrays;
import java.util.Collection;

/**
 * Forecasts of one series that wait for their target: the newest {@code horizon} origins, in a ring
 * addressed by the origin's step.
 *
 * <p>Of each origin there is a base, its last value and the naive forecast of all leads, a unit,
 * and a row per {@linkplain LearntLeads learnt lead}: the combined forecast, the ends of each
 * interval, and one column per expert that may take part, but naive. Forecasts are differences to
 * the base in that unit, as 16-bit floats; NaN stands for an expert that took no part. Of the
 * newest origin all leads are there, without the experts. What was forecast is what can be read
 * here, so a score is that of the forecast that went out. Owned by one thread.
 */
public final class WaitingForecasts {
  private static final long NONE = Long.MIN_VALUE;
  private static final int NO_COLUMN = -1;
  private static final short NO_PART = HalfFloat.of(Float.NaN);

  private final LearntLeads leads;
  private final int horizon;
  private final int others;
  private final int[] columns;
  private final int width;
  private final long[] origins;
  private final float[] bases;
  private final float[] units;
  private final int[] versions;
  private final short[] rows;
  private final short[] newest;
  private long foundOrigin;
  private int foundSlot;

  /**
   * Nothing waits.
   *
   * @param experts those that may take part, in the order of their indices
   * @param levels intervals per forecast
   */
  public WaitingForecasts(LearntLeads leads, Collection<Expert> experts, int levels) {
    this.leads = leads;
    this.horizon = leads.horizon();
    this.others = 1 + 2 * levels;
    this.columns = new int[Expert.COUNT];
    Arrays.fill(columns, NO_COLUMN);
    int next = others;
    for (Expert expert : experts) {
      if (expert != Expert.NAIVE) {
        columns[expert.index()] = next++;
      }
    }
    this.width = next;
    this.origins = new long[horizon];
    this.bases = new float[horizon];
    this.units = new float[horizon];
    this.versions = new int[horizon];
    this.rows = new short[horizon * leads.count() * width];
    this.newest = new short[horizon * others];
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
    newest[(lead - 1) * others + column] = half;
    if (leads.has(lead)) {
      rows[row(origin, leads.before(lead)) + column] = half;
    }
  }

  /**
   * Lets what an expert forecasts for a learnt lead wait, if it may take part.
   *
   * @param expert its index
   */
  public void putExpert(long origin, int lead, int expert, float offset) {
    if (columns[expert] != NO_COLUMN) {
      rows[row(origin, leads.index(lead)) + columns[expert]] = HalfFloat.of(offset);
    }
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

  /**
   * What an expert but naive forecast for a learnt lead: difference to the base in units of the
   * origin.
   *
   * @param expert its index
   */
  public float expert(long origin, int lead, int expert) {
    return columns[expert] == NO_COLUMN
        ? Float.NaN
        : HalfFloat.toFloat(rows[row(origin, leads.index(lead)) + columns[expert]]);
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
    return value(origin, newest[(lead - 1) * others + column]);
  }

  private short learnt(long origin, int lead, int column) {
    return rows[row(origin, leads.index(lead)) + column];
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

  /**
   * Takes over a row of a learnt lead in which other experts stand; those of today that do not
   * stand in it took no part.
   *
   * @param experts indices, in the order of their columns
   * @param from has the row at {@code at}
   */
  public void restoreRow(long origin, int lead, byte[] experts, short[] from, int at) {
    int row = row(origin, leads.index(lead));
    System.arraycopy(from, at, rows, row, others);
    Arrays.fill(rows, row + others, row + width, NO_PART);
    int next = at + others;
    for (byte expert : experts) {
      if (expert == Expert.NAIVE.index()) {
        continue;
      }
      if (columns[expert] != NO_COLUMN) {
        rows[row + columns[expert]] = from[next];
      }
      next++;
    }
  }

  /** Most questions are about the same origin as the one before, and a division is slow. */
  private int slot(long origin) {
    if (origin != foundOrigin) {
      foundOrigin = origin;
      foundSlot = (int) Math.floorMod(origin, (long) horizon);
    }
    return foundSlot;
  }
}
