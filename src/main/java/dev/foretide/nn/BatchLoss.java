package dev.foretide.nn;

/**
 * The loss summed over targets that are present.
 *
 * @param sum over all of them
 * @param count how many there are
 */
public record BatchLoss(double sum, long count) {
  /** No target yet. */
  static final BatchLoss NONE = new BatchLoss(0, 0);

  /** The mean; NaN if no target is present. */
  public double mean() {
    return sum / count;
  }

  BatchLoss plus(BatchLoss other) {
    return new BatchLoss(sum + other.sum, count + other.count);
  }
}
