package dev.foretide.nn;

/**
 * Loss and errors summed over targets that are present. Immutable.
 *
 * <p>The MAE is in the unit of the targets. The MAPE is a fraction, of the absolute target, and
 * leaves out targets that are zero; Keras gives it in percent.
 *
 * @param sum of the loss
 * @param count targets
 * @param absolute sum of absolute errors
 * @param percentage sum of absolute errors over the absolute target, where that is not zero
 * @param percentageCount targets that are not zero
 */
public record BatchLoss(
    double sum, long count, double absolute, double percentage, long percentageCount) {
  /** No target yet. */
  static final BatchLoss NONE = new BatchLoss(0, 0, 0, 0, 0);

  /** The mean loss; NaN if no target is present. */
  public double mean() {
    return sum / count;
  }

  /** Mean absolute error; NaN if no target is present. */
  public double mae() {
    return absolute / count;
  }

  /** Mean absolute percentage error, as a fraction; NaN if there is no target but zeros. */
  public double mape() {
    return percentage / percentageCount;
  }

  BatchLoss plus(BatchLoss other) {
    return new BatchLoss(
        sum + other.sum,
        count + other.count,
        absolute + other.absolute,
        percentage + other.percentage,
        percentageCount + other.percentageCount);
  }

  /** Adds up one element after the other. One owner thread. */
  static final class Sum {
    private double sum;
    private long count;
    private double absolute;
    private double percentage;
    private long percentageCount;

    /** Adds the loss, the error {@code yhat - y} and the target {@code y} of one element. */
    void add(double loss, float error, float target) {
      double size = Math.abs(error);
      sum += loss;
      count++;
      absolute += size;
      if (target != 0) {
        percentage += size / Math.abs(target);
        percentageCount++;
      }
    }

    BatchLoss total() {
      return new BatchLoss(sum, count, absolute, percentage, percentageCount);
    }
  }
}
