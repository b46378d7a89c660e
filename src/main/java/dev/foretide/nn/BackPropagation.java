package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.nn.TrainingPass.Portion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Back-propagation through time over batches of sequences (Werbos, 1990), each from a zero state
 * and over its whole length.
 *
 * <p>The loss is the mean over all targets that are present, at steps not before {@code
 * warmUpSteps}: NaN targets and warm-up steps give neither loss nor gradient. The layers after the
 * last LSTM are computed only from the first step on at which a sequence has a target; with targets
 * at the last step only, that is once.
 *
 * <p>A batch is cut into micro-batches of a fixed size, whose arrays fit the caches. Workers pass
 * several at once; their gradients are added one after the other in the order of the batch. So the
 * result does not depend on the number of workers, not by a bit.
 *
 * <p>Works on the arrays of the tensors it is given, so that an optimiser which writes to them is
 * seen by the next batch. One owner thread.
 */
public final class BackPropagation {
  /** Sequences of a micro-batch: a whole number of the kernels' tiles. */
  private static final int MICRO_BATCH = 18;

  private final Architecture architecture;
  private final Kernels kernels;
  private final Loss loss;
  private final int warmUpSteps;
  private final Workers workers;
  private final List<Tensor> parameters;
  private final List<LayerWeights> weights;
  private final List<float[]> gradients = new ArrayList<>();
  private final List<TrainingPass> passes = new ArrayList<>();
  private final SplittableRandom dropout;

  /**
   * Training of one set of weights.
   *
   * @param start where the weights are copied from; its kernels are used
   * @param loss what to make small
   * @param warmUpSteps steps at the beginning of each sequence that only warm the state up
   * @param dropoutSeed of the dropout masks
   * @param workers who pass micro-batches
   */
  public BackPropagation(
      Network start, Loss loss, int warmUpSteps, long dropoutSeed, Workers workers) {
    if (warmUpSteps < 0) {
      throw new IllegalArgumentException("warmUpSteps " + warmUpSteps + ": must be at least 0");
    }
    this.architecture = start.architecture();
    this.kernels = start.kernels();
    this.loss = loss;
    this.warmUpSteps = warmUpSteps;
    this.workers = workers;
    this.parameters = start.parameters();
    this.weights = LayerWeights.of(architecture, parameters, kernels, true);
    this.dropout = new SplittableRandom(dropoutSeed);
    parameters.forEach(parameter -> gradients.add(new float[parameter.data().length]));
    for (int i = 0; i < workers.parallelism(); i++) {
      passes.add(new TrainingPass(architecture, weights, kernels));
    }
  }

  /** The parameters as they are trained, in the network's order; writing to them changes them. */
  public List<Tensor> parameters() {
    return List.copyOf(parameters);
  }

  /** The gradients that belong to {@link #parameters()}, each flat and of the same shape. */
  public List<float[]> gradients() {
    return List.copyOf(gradients);
  }

  /** Sets all gradients to zero. */
  public void zeroGradients() {
    gradients.forEach(gradient -> Arrays.fill(gradient, 0));
  }

  /** A network with the parameters of this moment. */
  public Network network() {
    return Network.of(architecture, parameters, kernels);
  }

  /**
   * The loss of a batch without dropout; gradients are left alone.
   *
   * @param order sequence numbers; those from {@code from} to {@code to} (exclusive) are the batch
   */
  public BatchLoss evaluate(Sequences data, int[] order, int from, int to) {
    architecture.requireSizes(data.toString(), data.inputSize(), data.outputSize());
    Objects.checkFromToIndex(from, to, order.length);
    weights.forEach(LayerWeights::pack);
    List<Portion> portions = portions(data, order, from, to);
    return inWaves(portions.size(), (pass, i) -> pass.evaluate(portions.get(i), loss), pass -> {});
  }

  /**
   * The loss of a batch with dropout; the gradients of its mean are added to {@link #gradients()}.
   *
   * @param order sequence numbers; those from {@code from} to {@code to} (exclusive) are the batch
   */
  public BatchLoss accumulate(Sequences data, int[] order, int from, int to) {
    architecture.requireSizes(data.toString(), data.inputSize(), data.outputSize());
    Objects.checkFromToIndex(from, to, order.length);
    weights.forEach(LayerWeights::pack);
    List<Portion> portions = portions(data, order, from, to);
    List<SplittableRandom> masks = portions.stream().map(portion -> dropout.split()).toList();
    long targets = portions.stream().mapToLong(Portion::targets).sum();
    List<List<float[]>> sums = weights.stream().map(LayerWeights::newGradients).toList();
    BatchLoss batchLoss =
        inWaves(
            portions.size(),
            (pass, i) -> pass.accumulate(portions.get(i), loss, targets, masks.get(i)),
            pass -> add(pass.sums(), sums));
    int tensor = 0;
    for (int l = 0; l < weights.size(); l++) {
      int next = tensor + weights.get(l).tensors();
      weights.get(l).addTo(sums.get(l), gradients.subList(tensor, next));
      tensor = next;
    }
    return batchLoss;
  }

  private List<Portion> portions(Sequences data, int[] order, int from, int to) {
    List<Portion> portions = new ArrayList<>();
    for (int first = from; first < to; first += MICRO_BATCH) {
      int end = Math.min(to, first + MICRO_BATCH);
      portions.add(new Portion(data, order, first, end, warmUpSteps));
    }
    return portions;
  }

  /** What one worker does with one portion. */
  private interface Work {
    BatchLoss run(TrainingPass pass, int portion);
  }

  /** As many portions at once as there are passes; each wave is collected in order. */
  private BatchLoss inWaves(int portions, Work work, Consumer<TrainingPass> collect) {
    BatchLoss sum = BatchLoss.NONE;
    BatchLoss[] losses = new BatchLoss[passes.size()];
    for (int first = 0; first < portions; first += passes.size()) {
      int count = Math.min(passes.size(), portions - first);
      List<Runnable> tasks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int worker = i;
        int portion = first + i;
        tasks.add(() -> losses[worker] = work.run(passes.get(worker), portion));
      }
      workers.run(tasks);
      for (int i = 0; i < count; i++) {
        sum = sum.plus(losses[i]);
        collect.accept(passes.get(i));
      }
    }
    return sum;
  }

  private static void add(List<List<float[]>> from, List<List<float[]>> to) {
    for (int l = 0; l < from.size(); l++) {
      for (int i = 0; i < from.get(l).size(); i++) {
        float[] x = from.get(l).get(i);
        float[] y = to.get(l).get(i);
        for (int j = 0; j < x.length; j++) {
          y[j] += x[j];
        }
      }
    }
  }
}
