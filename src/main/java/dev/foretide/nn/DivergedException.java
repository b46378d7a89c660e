package dev.foretide.nn;

/** Training ran into numbers that are not finite; there is no network to keep. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int epoch;
  private final long step;
  private final double learningRate;

  DivergedException(String what, int epoch, long step, double learningRate) {
    super(
        "training diverged in epoch %d, step %d, at learning rate %s: %s"
            .formatted(epoch, step, learningRate, what));
    this.epoch = epoch;
    this.step = step;
    this.learningRate = learningRate;
  }

  /** Epoch, from 1. */
  public int epoch() {
    return epoch;
  }

  /** Optimiser step over all epochs, from 1. */
  public long step() {
    return step;
  }

  /** Learning rate at that step. */
  public double learningRate() {
    return learningRate;
  }
}
