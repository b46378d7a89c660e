package dev.foretide.stream.evaluator;

/**
 * Which series of a large group go to the history: as many as the rate allows, chosen by a hash of
 * their id, so that a series that is in the sample stays in it while the group does not grow. A
 * group that grows lets series go, and takes none instead. Immutable.
 */
final class HistorySampling {
  private static final double HASHES = 1L << 32;

  private final double stepsPerSecond;

  /**
   * @param stepsPerSecond steps of all series together, in the time of the readings
   */
  HistorySampling(double stepsPerSecond) {
    this.stepsPerSecond = stepsPerSecond;
  }

  /**
   * Whether a series is in the sample.
   *
   * @param series how many there are
   * @param stepMillis length of their steps
   */
  boolean has(String id, int series, long stepMillis) {
    double wanted = stepsPerSecond * stepMillis / 1_000;
    return series <= wanted || hash(id) < Math.max(1, wanted) / series * HASHES;
  }

  /** From 0 to 2^32 - 1, the finaliser of MurmurHash3 over the id's own hash. */
  private static long hash(String id) {
    int bits = id.hashCode();
    bits = (bits ^ (bits >>> 16)) * 0x85EBCA6B;
    bits = (bits ^ (bits >>> 13)) * 0xC2B2AE35;
    return Integer.toUnsignedLong(bits ^ (bits >>> 16));
  }
}
