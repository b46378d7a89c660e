package dev.foretide.nn;

/**
 * What one layer of an {@link Architecture} is, without weights. {@code toString} is the text it is
 * read from, with the default size of a dense layer filled in.
 */
public sealed interface LayerSpec {
  /** Size of the layer's output for an input of the given size. */
  int outputSize(int inputSize);

  /** Number of weights and biases for an input of the given size. */
  long parameters(int inputSize);

  /** A long short-term memory layer; {@code units} is its hidden size. */
  record Lstm(int units) implements LayerSpec {
    /** Checks the size. */
    public Lstm {
      requireUnits("lstm", units);
    }

    @Override
    public long parameters(int inputSize) {
      return 4L * units * (2L + inputSize + units);
    }

    @Override
    public int outputSize(int inputSize) {
      return units;
    }

    @Override
    public String toString() {
      return "lstm:" + units;
    }
  }

  /** Sets a share {@code rate} of its inputs to zero while training; does nothing otherwise. */
  record Dropout(float rate) implements LayerSpec {
    /** Checks the rate. */
    public Dropout {
      if (!(rate >= 0 && rate < 1)) {
        throw new IllegalArgumentException("dropout rate " + rate + " must be in [0, 1)");
      }
    }

    @Override
    public long parameters(int inputSize) {
      return 0;
    }

    @Override
    public int outputSize(int inputSize) {
      return inputSize;
    }

    @Override
    public String toString() {
      return "dropout:" + rate;
    }
  }

  /** {@code y = activation(W x + b)}, at every step on its own. */
  record Dense(int units, Activation activation) implements LayerSpec {
    /** Checks the size. */
    public Dense {
      requireUnits("dense", units);
    }

    @Override
    public long parameters(int inputSize) {
      return units * (inputSize + 1L);
    }

    @Override
    public int outputSize(int inputSize) {
      return units;
    }

    @Override
    public String toString() {
      return "dense:" + units + (activation == Activation.LINEAR ? "" : ":" + activation);
    }
  }

  /** A function without weights. */
  record Elementwise(Activation activation) implements LayerSpec {
    @Override
    public long parameters(int inputSize) {
      return 0;
    }

    @Override
    public int outputSize(int inputSize) {
      return inputSize;
    }

    @Override
    public String toString() {
      return "activation:" + activation;
    }
  }

  private static void requireUnits(String layer, int units) {
    if (units < 1 || units > Architecture.MOST_PARAMETERS) {
      throw new IllegalArgumentException(
          layer + " units " + units + " must be from 1 to " + Architecture.MOST_PARAMETERS);
    }
  }
}
