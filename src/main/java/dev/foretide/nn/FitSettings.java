package dev.foretide.nn;

/**
 * How {@link Fit} trains. {@link #of} begins with the defaults of Keras' {@code fit} and Adam.
 *
 * @param loss what is made small; default MSE
 * @param epochs passes over the data, at least 1
 * @param batchSize sequences per step, at least 1
 * @param learningRate of Adam, above 0; default 0.001
 * @param weightDecay of matrices, decoupled; 0, the default, for none
 * @param clipNorm largest Euclidean norm of all gradients together, as PyTorch's {@code
 *     clip_grad_norm_} and Keras' {@code global_clipnorm}; 0, the default, for no limit
 * @param warmUpSteps steps at the beginning of each sequence that give no loss; default 0
 * @param cosineSchedule whether the learning rate falls from its full value to 0 along half a
 *     cosine over all epochs; default false
 * @param shuffle whether each epoch takes the sequences in another order; default true
 * @param seed of that order and of dropout; default 0
 * @param validationSplit share of the sequences, the last ones as given, that is not trained on but
 *     measured after each epoch; in [0, 1), 0, the default, for none
 * @param patience epochs without a better validation loss after which training stops; with one, the
 *     network is that of the best epoch however training ends. 0, the default, for none
 */
public record FitSettings(
    Loss loss,
    int epochs,
    int batchSize,
    double learningRate,
    double weightDecay,
    double clipNorm,
    int warmUpSteps,
    boolean cosineSchedule,
    boolean shuffle,
    long seed,
    double validationSplit,
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
    require(
        validationSplit >= 0 && validationSplit < 1,
        "validationSplit",
        validationSplit,
        "must be in [0, 1)");
    require(patience >= 0, "patience", patience, "must be at least 0");
  }

  /** Settings with every default; {@link Builder#build} ends the sentence. */
  public static Builder of(int epochs, int batchSize) {
    return new Builder(epochs, batchSize);
  }

  private static void require(boolean holds, String field, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(field + " " + value + ": " + rule);
    }
  }

  /** Collects settings by name; the fields are those of the record. One owner thread. */
  public static final class Builder {
    private final int epochs;
    private final int batchSize;
    private Loss loss = Loss.MSE;
    private double learningRate = 0.001;
    private double weightDecay;
    private double clipNorm;
    private int warmUpSteps;
    private boolean cosineSchedule;
    private boolean shuffle = true;
    private long seed;
    private double validationSplit;
    private int patience;

    private Builder(int epochs, int batchSize) {
      this.epochs = epochs;
      this.batchSize = batchSize;
    }

    public Builder loss(Loss value) {
      loss = value;
      return this;
    }

    public Builder learningRate(double value) {
      learningRate = value;
      return this;
    }

    public Builder weightDecay(double value) {
      weightDecay = value;
      return this;
    }

    public Builder clipNorm(double value) {
      clipNorm = value;
      return this;
    }

    public Builder warmUpSteps(int value) {
      warmUpSteps = value;
      return this;
    }

    public Builder cosineSchedule(boolean value) {
      cosineSchedule = value;
      return this;
    }

    public Builder shuffle(boolean value) {
      shuffle = value;
      return this;
    }

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public Builder validationSplit(double value) {
      validationSplit = value;
      return this;
    }

    public Builder patience(int value) {
      patience = value;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException naming the field, its value and the rule
     */
    public FitSettings build() {
      return new FitSettings(
          loss,
          epochs,
          batchSize,
          learningRate,
          weightDecay,
          clipNorm,
          warmUpSteps,
          cosineSchedule,
          shuffle,
          seed,
          validationSplit,
          patience);
    }
  }
}
