package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Passes a few sequences forward and backward, each from a zero state. Keeps its arrays for the
 * next ones; the weights are shared with other passes. One owner thread at a time.
 */
final class TrainingPass {
  private final Architecture architecture;
  private final List<LayerWeights> weights;
  private final Kernels kernels;
  private final List<List<float[]>> sums = new ArrayList<>(); // of gradients, per layer
  private @Nullable Arrangement arrangement;

  /**
   * Some sequences of the data.
   *
   * @param order sequence numbers; those from {@code from} to {@code to} (exclusive) are meant
   * @param warmUpSteps steps that give no loss
   */
  @SuppressWarnings("ArrayRecordComponent") // never written
  record Portion(Sequences data, int[] order, int from, int to, int warmUpSteps) {
    int sequences() {
      return to - from;
    }

    int sequence(int i) {
      return order[from + i];
    }

    /** Targets present after the warm-up. */
    long targets() {
      long present = 0;
      for (int t = warmUpSteps; t < data.steps(); t++) {
        present += targetsAt(t);
      }
      return present;
    }

    /** The first step after the warm-up with a target; the number of steps if there is none. */
    int firstStep() {
      int t = warmUpSteps;
      while (t < data.steps() && targetsAt(t) == 0) {
        t++;
      }
      return t;
    }

    private int targetsAt(int step) {
      int present = 0;
      for (int i = from; i < to; i++) {
        present += data.targetsAt(order[i], step);
      }
      return present;
    }
  }

  /** Arrays for portions of one size. */
  private static final class Arrangement {
    final LayerStack.Size size;
    final LayerStack layers;
    final Matrix input; // [steps * sequences, inputSize]
    final Matrix dOutput; // [headSteps * sequences, outputSize]

    Arrangement(TrainingPass pass, LayerStack.Size size) {
      this.size = size;
      layers = new LayerStack(pass.architecture, pass.weights, pass.kernels, size, pass.sums);
      int inputs = pass.architecture.inputSize();
      int rows = size.steps() * size.sequences();
      input = Matrix.of(new float[rows * inputs], rows, inputs);
      int headRows = size.headSteps() * size.sequences();
      dOutput = pass.kernels.zeros(headRows, pass.architecture.outputSize());
    }
  }

  TrainingPass(Architecture architecture, List<LayerWeights> weights, Kernels kernels) {
    this.architecture = architecture;
    this.weights = weights;
    this.kernels = kernels;
    weights.forEach(layer -> sums.add(layer.newGradients()));
  }

  /** Gradients of the last {@link #accumulate}, per layer, in the kernels' layout. */
  List<List<float[]>> sums() {
    return sums;
  }

  /** The loss of a portion without dropout. */
  BatchLoss evaluate(Portion portion, Loss loss) {
    int first = portion.firstStep();
    if (first == portion.data().steps()) {
      return BatchLoss.NONE;
    }
    Arrangement arranged = arrange(portion, first);
    Matrix output = forward(arranged, portion, null);
    return score(portion, loss, 1, output, arranged.dOutput);
  }

  /**
   * The loss of a portion with dropout, and its gradients, summed from zero.
   *
   * @param targets of the whole batch, by which gradients are divided
   */
  BatchLoss accumulate(Portion portion, Loss loss, long targets, SplittableRandom dropout) {
    sums.forEach(layer -> layer.forEach(sum -> Arrays.fill(sum, 0)));
    int first = portion.firstStep();
    if (first == portion.data().steps()) {
      return BatchLoss.NONE;
    }
    Arrangement arranged = arrange(portion, first);
    Matrix output = forward(arranged, portion, dropout);
    BatchLoss scored = score(portion, loss, targets, output, arranged.dOutput);
    arranged.layers.backward(arranged.dOutput);
    return scored;
  }

  private Arrangement arrange(Portion portion, int firstStep) {
    int steps = portion.data().steps();
    LayerStack.Size size = new LayerStack.Size(steps, steps - firstStep, portion.sequences());
    Arrangement kept = arrangement;
    if (kept == null || !kept.size.equals(size)) {
      kept = new Arrangement(this, size);
      arrangement = kept;
    }
    return kept;
  }

  private static Matrix forward(
      Arrangement arranged, Portion portion, @Nullable SplittableRandom dropout) {
    Matrix x = arranged.input;
    for (int t = 0; t < arranged.size.steps(); t++) {
      for (int i = 0; i < portion.sequences(); i++) {
        int row = t * portion.sequences() + i;
        portion.data().copyInput(portion.sequence(i), t, x.data(), x.index(row, 0));
      }
    }
    arranged.layers.zeroState();
    return arranged.layers.forwardHead(arranged.layers.forwardBody(x, dropout), dropout);
  }

  /** The loss over the head's steps, and its gradient with respect to the output. */
  private static BatchLoss score(
      Portion portion, Loss loss, long targets, Matrix output, Matrix dOutput) {
    int firstStep = portion.data().steps() - output.rows() / portion.sequences();
    Arrays.fill(dOutput.data(), 0);
    BatchLoss.Sum sum = new BatchLoss.Sum();
    for (int row = 0; row < output.rows(); row++) {
      int t = firstStep + row / portion.sequences();
      int sequence = portion.sequence(row % portion.sequences());
      for (int o = 0; o < output.columns(); o++) {
        float target = portion.data().target(sequence, t, o);
        if (!Float.isNaN(target)) {
          float error = output.data()[output.index(row, o)] - target;
          sum.add(loss.value(error), error, target);
          dOutput.data()[dOutput.index(row, o)] = loss.gradient(error) / targets;
        }
      }
    }
    return sum.total();
  }
}
