package dev.foretide.series;

import java.util.Arrays;

/**
 * A number for each lead and each {@link Expert}, {@code [lead, expert]} with leads from 1: their
 * forecasts, weights or errors. NaN stands for an expert that takes no part, or of which nothing is
 * known. Flat, so that the hot path neither boxes nor allocates. Owned by one thread, unless nobody
 * writes it any more.
 */
public final class ExpertTable {
  private final int horizon;
  private final float[] values;

  /** A table of NaN. */
  public ExpertTable(int horizon) {
    this(horizon, Float.NaN);
  }

  /** A table of the same number everywhere. */
  public ExpertTable(int horizon, float value) {
    this(horizon, new float[horizon * Expert.COUNT]);
    fill(value);
  }

  private ExpertTable(int horizon, float[] values) {
    this.horizon = horizon;
    this.values = values;
  }

  /**
   * A table from the rows of the experts, as they are stored.
   *
   * @param rows {@code [experts, horizon]} by {@link Expert#index}
   * @throws IllegalArgumentException if they are not as many for each expert
   */
  public static ExpertTable ofRows(float[] rows) {
    if (rows.length % Expert.COUNT != 0) {
      throw new IllegalArgumentException(
          "%d values do not make rows of %d experts".formatted(rows.length, Expert.COUNT));
    }
    int horizon = rows.length / Expert.COUNT;
    ExpertTable table = new ExpertTable(horizon, new float[rows.length]);
    for (int e = 0; e < Expert.COUNT; e++) {
      for (int lead = 1; lead <= horizon; lead++) {
        table.set(lead, e, rows[e * horizon + lead - 1]);
      }
    }
    return table;
  }

  /** The rows of the experts, as they are stored: {@code [experts, horizon]}. */
  public float[] toRows() {
    float[] rows = new float[values.length];
    for (int e = 0; e < Expert.COUNT; e++) {
      for (int lead = 1; lead <= horizon; lead++) {
        rows[e * horizon + lead - 1] = get(lead, e);
      }
    }
    return rows;
  }

  /** Place of a lead and an expert in a flat array {@code [horizon, experts]}. */
  public static int at(int lead, int expert) {
    return (lead - 1) * Expert.COUNT + expert;
  }

  public int horizon() {
    return horizon;
  }

  public float get(int lead, Expert expert) {
    return values[at(lead, expert.index())];
  }

  /**
   * The number of an expert at a lead.
   *
   * @param expert its index
   */
  public float get(int lead, int expert) {
    return values[at(lead, expert)];
  }

  public void set(int lead, Expert expert, float value) {
    values[at(lead, expert.index())] = value;
  }

  /**
   * Sets the number of an expert at a lead.
   *
   * @param expert its index
   */
  public void set(int lead, int expert, float value) {
    values[at(lead, expert)] = value;
  }

  /**
   * Sets an expert's numbers of all leads.
   *
   * @param byLead {@code [horizon]}, read only
   */
  public void set(Expert expert, float[] byLead) {
    int at = expert.index();
    for (int i = 0; i < horizon; i++) {
      values[at] = byLead[i];
      at += Expert.COUNT;
    }
  }

  public void fill(float value) {
    Arrays.fill(values, value);
  }

  /** The numbers of one lead, {@code [experts]} by {@link Expert#index}; a copy. */
  public float[] ofLead(int lead) {
    return Arrays.copyOfRange(values, at(lead, 0), at(lead + 1, 0));
  }

  /** The numbers of one expert, {@code [horizon]}; a copy. */
  public float[] of(Expert expert) {
    float[] byLead = new float[horizon];
    for (int lead = 1; lead <= horizon; lead++) {
      byLead[lead - 1] = get(lead, expert);
    }
    return byLead;
  }

  /**
   * Of a table of errors: the mean over leads of an expert's error relative to naive's; NaN where
   * there is nothing to compare.
   */
  public double relative(Expert expert) {
    double sum = 0;
    int leads = 0;
    for (int lead = 1; lead <= horizon; lead++) {
      double naive = get(lead, Expert.NAIVE);
      double own = get(lead, expert);
      if (naive > 0 && !Double.isNaN(own)) {
        sum += own / naive;
        leads++;
      }
    }
    return leads == 0 ? Double.NaN : sum / leads;
  }

  public ExpertTable copy() {
    return new ExpertTable(horizon, values.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExpertTable table && Arrays.equals(values, table.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
