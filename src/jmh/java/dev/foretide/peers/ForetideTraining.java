package dev.foretide.peers;

import dev.foretide.linalg.Kernels;
import dev.foretide.nn.Adam;
import dev.foretide.nn.BackPropagation;
import dev.foretide.nn.Loss;
import dev.foretide.nn.Network;
import dev.foretide.nn.Sequences;
import dev.foretide.nn.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Our own {@link BackPropagation} and {@link Adam}. */
final class ForetideTraining implements Training {
  private final @Nullable ThreadWorkers workers;
  private final BackPropagation training;
  private final Adam adam;
  private @Nullable Batch batch;
  private @Nullable Sequences sequences; // of the batch

  ForetideTraining(Network start, Kernels kernels, int threads) {
    Network own = Network.of(start.architecture(), start.parameters(), kernels);
    this.workers = threads > 1 ? new ThreadWorkers(threads) : null;
    this.training =
        new BackPropagation(own, Loss.MSE, 0, 0, workers != null ? workers : Workers.SERIAL);
    this.adam = new Adam(training.parameters(), 0);
  }

  @Override
  public double backward(Batch next) {
    Sequences data = sequences;
    if (data == null || next != batch) {
      data = withTargetsAtTheEnd(next);
      sequences = data;
      batch = next;
    }
    int[] order = IntStream.range(0, next.count()).toArray();
    training.zeroGradients();
    return training.accumulate(data, order, 0, next.count()).mean();
  }

  @Override
  public void update() {
    adam.step(training.gradients(), LEARNING_RATE);
  }

  @Override
  public List<float[]> gradients() {
    return training.gradients();
  }

  @Override
  public float[] predict(Batch windows) {
    return training.network().predict(windows.inputs(), windows.count(), windows.steps());
  }

  @Override
  public void close() {
    if (workers != null) {
      workers.close();
    }
  }

  private static Sequences withTargetsAtTheEnd(Batch batch) {
    int size = batch.outputSize();
    float[] targets = new float[batch.count() * batch.steps() * size];
    Arrays.fill(targets, Float.NaN);
    for (int b = 0; b < batch.count(); b++) {
      int last = (b + 1) * batch.steps() - 1;
      System.arraycopy(batch.targets(), b * size, targets, last * size, size);
    }
    return new Sequences(
        new Sequences.Shape(batch.count(), batch.steps(), batch.inputSize(), size),
        batch.inputs(),
        targets);
  }
}
