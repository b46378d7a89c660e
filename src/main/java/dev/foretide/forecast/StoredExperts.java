package dev.foretide.forecast;

import dev.foretide.score.ExpertWeights;
import dev.foretide.series.Expert;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The experts that a state's bytes know of: those that may take part, while in memory statistics
 * have a place for each. Packs what is known of them, and unpacks it again. Immutable.
 */
final class StoredExperts {
  private static final int STATISTICS = ExpertWeights.statisticsPerLead() / Expert.COUNT;

  private final byte[] experts;

  /**
   * @param experts indices, ascending
   * @throws IllegalArgumentException if there is no such expert, or one is there twice
   */
  StoredExperts(byte[] experts) {
    this.experts = experts.clone();
    for (int i = 0; i < experts.length; i++) {
      int expert = experts[i];
      if (expert < 0 || expert >= Expert.COUNT || (i > 0 && expert <= experts[i - 1])) {
        throw new IllegalArgumentException("expert " + expert);
      }
    }
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

  /** Their indices, ascending; not to be modified. */
  byte[] indices() {
    return experts;
  }

  /** Columns of a waiting row, of which naive has none. */
  int columns() {
    return experts.length
        - (Arrays.binarySearch(experts, (byte) Expert.NAIVE.index()) >= 0 ? 1 : 0);
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
