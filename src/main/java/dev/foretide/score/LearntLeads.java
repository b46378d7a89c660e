package dev.foretide.score;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;

/**
 * The leads of a horizon from whose labels a series learns: the first, then each twice as far as
 * the one before, the last, and those that are scored. A lead between two of them is taken to lie
 * between in all that is learnt, as errors of neighbouring leads are much alike. That keeps the
 * state of a series small: of 24 leads 6 are learnt, with a sixth of the forecasts that wait.
 *
 * <p>Immutable.
 */
public final class LearntLeads {
  private static final int RATIO = 2;

  private final int[] leads;
  private final int[] before;
  private final float[] beyond;

  /**
   * The learnt leads of a horizon.
   *
   * @param scored further leads that must be among them, from 1 to the horizon
   */
  public LearntLeads(int horizon, Collection<Integer> scored) {
    TreeSet<Integer> chosen = new TreeSet<>(scored);
    for (int lead = 1; lead < horizon; lead *= RATIO) {
      chosen.add(lead);
    }
    chosen.add(horizon);
    this.leads = chosen.stream().mapToInt(Integer::intValue).toArray();
    this.before = new int[horizon + 1];
    this.beyond = new float[horizon + 1];
    for (int lead = 1; lead <= horizon; lead++) {
      int index = from(lead + 1) - 1;
      before[lead] = index;
      beyond[lead] =
          leads[index] == lead
              ? 0
              : (float) (lead - leads[index]) / (leads[index + 1] - leads[index]);
    }
  }

  /** The last lead. */
  public int horizon() {
    return leads[leads.length - 1];
  }

  /** How many there are. */
  public int count() {
    return leads.length;
  }

  /** One of them; the first has the index 0. */
  public int lead(int index) {
    return leads[index];
  }

  /** Whether a lead is one of them. */
  public boolean has(int lead) {
    return beyond[lead] == 0;
  }

  /**
   * Index of a lead.
   *
   * @throws IllegalArgumentException if it is not one of them
   */
  int index(int lead) {
    if (!has(lead)) {
      throw new IllegalArgumentException("lead " + lead + " is not learnt");
    }
    return before[lead];
  }

  /** Index of a lead that is one of them, or of the last one before it. */
  public int before(int lead) {
    return before[lead];
  }

  /** How far a lead lies beyond the last learnt one on the way to the next, in [0, 1). */
  public float beyond(int lead) {
    return beyond[lead];
  }

  /** Index of the first one that is no smaller; {@link #count()} where there is none. */
  public int from(int lead) {
    int found = Arrays.binarySearch(leads, lead);
    return found < 0 ? -found - 1 : found;
  }

  /** All of them, ascending. */
  public int[] toArray() {
    return leads.clone();
  }
}
