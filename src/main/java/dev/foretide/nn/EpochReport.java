package dev.foretide.nn;

import java.util.Locale;

/**
 * One pass over the training data.
 *
 * @param epoch from 1
 * @param training loss and errors over the epoch, with dropout and while the weights changed
 * @param validation loss and errors after the epoch; all NaN without validation data
 * @param learningRate of the epoch's last step
 */
public record EpochReport(
    int epoch, BatchLoss training, BatchLoss validation, double learningRate) {

  /** Mean loss of training. */
  public double trainingLoss() {
    return training.mean();
  }

  /** Mean loss of validation; NaN without validation data. */
  public double validationLoss() {
    return validation.mean();
  }

  /** A line for people: {@code epoch 3: loss 0.0123, mae 0.0871, mape 4.21 %; validation ...}. */
  @Override
  public String toString() {
    String line = "epoch " + epoch + ": " + figures(training);
    return validation.count() == 0 ? line : line + "; validation " + figures(validation);
  }

  private static String figures(BatchLoss loss) {
    return String.format(
        Locale.ROOT,
        "loss %.4g, mae %.4g, mape %.2f %%",
        loss.mean(),
        loss.mae(),
        100 * loss.mape());
  }
}
