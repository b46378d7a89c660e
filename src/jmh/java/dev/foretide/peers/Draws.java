package dev.foretide.peers;

import dev.foretide.nn.Architecture;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import java.util.List;
import java.util.Random;

/**
 * Weights and data from a seed. {@link Random} is used because its sequence is specified: the test
 * that reads the golden values draws the same ones.
 *
 * <p>Drawn in this order, each number {@code (2 * nextFloat() - 1) * limit}:
 *
 * <ol>
 *   <li>all tensors in the order of {@link Network#parameters()}, row by row; the limit is {@code 1
 *       / sqrt(columns)} for a matrix, 0.5 for a bias;
 *   <li>the inputs {@code [count, steps, inputSize]}, limit 2;
 *   <li>the targets {@code [count, outputSize]}, limit 1.
 * </ol>
 */
final class Draws {
  private final Random random;

  Draws(long seed) {
    this.random = new Random(seed);
  }

  /** A network of drawn weights. */
  Network network(Architecture architecture) {
    List<Tensor> tensors = Network.initialise(architecture, 0, false).parameters();
    for (Tensor tensor : tensors) {
      float limit = tensor.isMatrix() ? (float) (1 / Math.sqrt(tensor.shape()[1])) : 0.5f;
      fill(tensor.data(), limit);
    }
    return Network.of(architecture, tensors);
  }

  /** Drawn windows and targets. */
  Batch batch(Architecture architecture, int count, int steps) {
    float[] inputs = new float[count * steps * architecture.inputSize()];
    fill(inputs, 2);
    float[] targets = new float[count * architecture.outputSize()];
    fill(targets, 1);
    return new Batch(count, steps, inputs, targets);
  }

  private void fill(float[] values, float limit) {
    for (int j = 0; j < values.length; j++) {
      values[j] = (2 * random.nextFloat() - 1) * limit;
    }
  }
}
