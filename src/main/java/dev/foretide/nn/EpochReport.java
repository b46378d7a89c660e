package dev.foretide.nn;

/**
 * One pass over the training data.
 *
 * @param epoch from 1
 * @param trainingLoss mean over the epoch, with dropout and while the weights changed
 * @param validationLoss mean after the epoch; NaN without validation data
 * @param learningRate of the epoch's last step
 */
public record EpochReport(
    int epoch, double trainingLoss, double validationLoss, double learningRate) {}
