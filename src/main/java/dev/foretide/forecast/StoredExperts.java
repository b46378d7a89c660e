package dev.foretide.forecast;

import dev.foretide.score.ExpertWeights;
import dev.foretide.score.HalfFloat;
import dev.foretide.series.Expert;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The experts that a state's bytes know of: those that may take part, while in memory each has its
 * place. Packs what is known of them, and unpacks it again. Immutable.
 */
final class StoredExperts {
  private static final int STATISTICS = ExpertWeights.statisticsPerLead() / Expert.COUNT;
  private static final short NO_PART = HalfFloat.of(Float.NaN);

  private final byte[] experts;
  private final int[] columns;
  private final int[] absentColumns;

  /**
   * @param experts indices, ascending
   * @param others columns of a waiting row before those of the experts
   * @throws IllegalArgumentException if there is no such expert, or one is there twice
   */
  StoredExperts(byte[] experts, int others) {
    this.experts = experts.clone();
    int[] all = new int[others + experts.length];
    Arrays.setAll(all, i -> i);
    int count = others;
    for (int i = 0; i < experts.length; i++) {
      int expert = experts[i];
      if (expert < 0 || expert >= Expert.COUNT || (i > 0 && expert <= experts[i - 1])) {
        throw new IllegalArgumentException("expert " + expert);
      }
      if (expert != Expert.NAIVE.index()) {
        all[count++] = others + expert - 1;
      }
    }
    this.columns = Arrays.copyOf(all, count);
    this.absentColumns =
        IntStream.range(others, others + SeriesState.WAITING_EXPERTS)
            .filter(column -> Arrays.binarySearch(columns, column) < 0)
            .toArray();
  }

  void putIndices(ByteBuffer buffer) {
    buffer.put(experts);
  }

  int count() {
    return experts.length;
  }

  boolean are(byte[] indices) {
    return Arrays.equals(experts, indices);
  }

  /** Numbers of a packed row. */
  int rowWidth() {
    return columns.length;
  }

  void packRow(short[] rows, int row, short[] packed, int at) {
    for (int i = 0; i < columns.length; i++) {
      packed[at + i] = rows[row + columns[i]];
    }
  }

  void unpackRow(short[] packed, int at, short[] rows, int row) {
    for (int column : absentColumns) {
      rows[row + column] = NO_PART;
    }
    for (int i = 0; i < columns.length; i++) {
      rows[row + columns[i]] = packed[at + i];
    }
  }

  /** Numbers of the packed statistics of a lead. */
  int statisticsWidth() {
    return experts.length * STATISTICS;
  }

  void packStatistics(float[] statistics, int lead, float[] packed, int at) {
    for (int i = 0; i < experts.length; i++) {
      int from = lead + experts[i] * STATISTICS;
      System.arraycopy(statistics, from, packed, at + i * STATISTICS, STATISTICS);
    }
  }

  /** Those of experts that are not stored stay as they are. */
  void unpackStatistics(float[] packed, int at, float[] statistics, int lead) {
    for (int i = 0; i < experts.length; i++) {
      int to = lead + experts[i] * STATISTICS;
      System.arraycopy(packed, at + i * STATISTICS, statistics, to, STATISTICS);
    }
  }
}
