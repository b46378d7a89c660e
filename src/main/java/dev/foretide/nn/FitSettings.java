package dev.foretide.nn;

/**
 * How {@link Fit} trains.
 *
 * @param epochs passes over the data, at least 1
 * @param batchSize sequences per step, at least 1
 * @param learningRate of Adam, above 0
 * @param weightDecay of matrices, decoupled; 0 for none
 * @param clipNorm largest norm of all gradients together; 0 for no limit
 * @param warmUpSteps steps at the beginning of each sequence that give no loss
 * @param cosineSchedule whether the learning rate falls from its full value to 0 along half a
 *     cosine over all epochs
 * @param seed of the order of the sequences and of dropout
 * @param patience epochs without a better validation loss after which training stops and the best
 *     weights are kept; 0 for none, and the last weights are kept
 */
public record FitSettings(
    int epochs,
    int batchSize,
    double learningRate,
    double weightDecay,
    double clipNorm,
    int warmUpSteps,
    boolean cosineSchedule,
    long seed,
    int patience) {

  /** Checks every field by itself. */
  public FitSettings {
    require(epochs >= 1, "epochs", epochs, "must be at least 1");
    require(batchSize >= 1, "batchSize", batchSize, "must be at least 1");
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "learningRate",
        learningRate,
        "must be finite and above 0");
    require(weightDecay >= 0 && weightDecay < 1, "weightDecay", weightDecay, "must be in [0, 1)");
    require(
        clipNorm >= 0 && Double.isFinite(clipNorm),
        "clipNorm",
        clipNorm,
        "must be finite and at least 0");
    require(warmUpSteps >= 0, "warmUpSteps", warmUpSteps, "must be at least 0");
    require(patience >= 0, "patience", patience, "must be at least 0");
  }

  private static void require(boolean holds, String field, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(field + " " + value + ": " + rule);
    }
  }
}
