package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.LstmStep;
import dev.foretide.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * LSTM layer (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000), as
 * PyTorch writes it:
 *
 * <pre>  i = sigmoid(Wi x + Ri h + bi)    f = sigmoid(Wf x + Rf h + bf)
 *  g = tanh   (Wg x + Rg h + bg)    o = sigmoid(Wo x + Ro h + bo)
 *  c' = f c + i g                   h' = o tanh(c')</pre>
 *
 * <p>With z the pre-activations of the gates and {@code dh} the gradient that reaches h' from above
 * and from the next step, backward through time is, from the last step to the first (Graves, 2012;
 * dz and dc see {@link Kernels#backward}):
 *
 * <pre>  dh += dz' R          dz' one step later
 *  dW += dz^T x    dR += dz^T h    db += sum over rows of dz    dX = dz W</pre>
 *
 * <p>The state begins wherever {@link #load} or {@link #zeroState} put it; gradients do not flow
 * into it.
 */
final class LstmLayer implements Layer {
  /** Steps whose weight gradients are made together, while they are in the second cache. */
  private static final int GRADIENT_STEPS = 4;

  private final LstmWeights weights;
  private final Kernels kernels;
  private final Extent extent;
  private final Matrix bias;
  private final Matrix gates; // [steps * sequences, 4H]
  private final Matrix hidden; // [(1 + steps) * sequences, H], the state before the first
  private final Matrix cell; // the same
  private final Matrix output; // hidden without the state before the first
  private final LstmStep[] steps;
  private final Matrix[] gatesAt;
  private final Matrix[] hiddenBefore;
  private final @Nullable Gradients gradients;

  /** What backward writes to. */
  private static final class Gradients {
    final Matrix input; // [I, 4H]
    final Matrix hidden; // [H, 4H]
    final float[] bias; // [4H]
    final Matrix dX;
    final Matrix noInput; // [sequences, I], zeros
    final Matrix dCell; // [sequences, H]

    Gradients(LstmWeights weights, Extent extent, List<float[]> sums) {
      Kernels kernels = weights.kernels;
      int columns = LstmStep.GATES * weights.units;
      input = Matrix.of(sums.get(0), 0, weights.inputs, columns, kernels.stride(columns));
      hidden = Matrix.of(sums.get(1), 0, weights.units, columns, kernels.stride(columns));
      bias = sums.get(2);
      dX = kernels.zeros(extent.rows(), weights.inputs);
      float[] zeros = new float[kernels.stride(weights.inputs)];
      noInput = Matrix.repeatedRow(zeros, extent.sequences(), weights.inputs);
      dCell = kernels.zeros(extent.sequences(), weights.units);
    }
  }

  /**
   * A layer for sequences of a fixed extent.
   *
   * @param sums where gradients are added, as {@link LstmWeights#newGradients} makes them; null if
   *     there is no backward
   */
  LstmLayer(LstmWeights weights, Extent extent, @Nullable List<float[]> sums) {
    this.weights = weights;
    this.kernels = weights.kernels;
    this.extent = extent;
    int n = extent.sequences();
    int units = weights.units;
    int columns = LstmStep.GATES * units;
    boolean whole = n == 1; // then all steps are projected at once
    this.bias = Matrix.repeatedRow(weights.bias, whole ? extent.steps() : n, columns);
    this.gates = kernels.zeros(extent.rows(), columns);
    this.hidden = kernels.zeros(n + extent.rows(), units);
    this.cell = kernels.zeros(n + extent.rows(), units);
    this.output = hidden.rows(n, extent.rows());
    Matrix tanh = kernels.zeros(sums == null ? n : extent.rows(), units);
    this.steps = new LstmStep[extent.steps()];
    this.gatesAt = new Matrix[extent.steps()];
    this.hiddenBefore = new Matrix[extent.steps()];
    for (int t = 0; t < extent.steps(); t++) {
      gatesAt[t] = at(gates, t);
      hiddenBefore[t] = at(hidden, t);
      LstmStep.Cells cells =
          new LstmStep.Cells(at(cell, t), at(cell, t + 1), sums == null ? tanh : at(tanh, t));
      steps[t] = new LstmStep(weights.scale, gatesAt[t], cells, at(hidden, t + 1));
    }
    this.gradients = sums == null ? null : new Gradients(weights, extent, sums);
  }

  private Matrix at(Matrix matrix, int step) {
    return matrix.rows(step * extent.sequences(), extent.sequences());
  }

  /** Floats of the state of one sequence: h, then c. */
  int stateSize() {
    return 2 * weights.units;
  }

  /** Takes over the state of a sequence. */
  void load(int sequence, float[] state, int from) {
    int units = weights.units;
    System.arraycopy(state, from, hidden.data(), hidden.index(sequence, 0), units);
    System.arraycopy(state, from + units, cell.data(), cell.index(sequence, 0), units);
  }

  /** Hands out the state of a sequence after the last step. */
  void save(int sequence, float[] state, int to) {
    int units = weights.units;
    int row = extent.rows() + sequence;
    System.arraycopy(hidden.data(), hidden.index(row, 0), state, to, units);
    System.arraycopy(cell.data(), cell.index(row, 0), state, to + units, units);
  }

  /** Makes the state after the last step the one before the first. */
  void carry() {
    carry(hidden);
    carry(cell);
  }

  private void carry(Matrix matrix) {
    int floats = matrix.index(extent.sequences(), 0);
    int from = matrix.index(extent.rows(), 0);
    System.arraycopy(matrix.data(), from, matrix.data(), 0, floats);
  }

  /** Begins all sequences anew. */
  void zeroState() {
    Arrays.fill(hidden.data(), 0, hidden.index(extent.sequences(), 0), 0);
    Arrays.fill(cell.data(), 0, cell.index(extent.sequences(), 0), 0);
  }

  @Override
  public Matrix forward(Matrix x, @Nullable SplittableRandom dropout) {
    boolean whole = extent.sequences() == 1;
    if (whole) {
      kernels.product(bias, x, weights.input, gates);
    }
    for (int t = 0; t < extent.steps(); t++) {
      if (!whole) {
        kernels.product(bias, at(x, t), weights.input, gatesAt[t]);
      }
      kernels.product(gatesAt[t], hiddenBefore[t], weights.hidden, gatesAt[t]);
      kernels.forward(steps[t]);
    }
    return output;
  }

  @Override
  public @Nullable Matrix backward(Matrix x, Matrix dY, boolean wanted) {
    Gradients sums = Objects.requireNonNull(gradients, "made without gradients");
    LstmWeights.Backward back = Objects.requireNonNull(weights.backward, "made without gradients");
    Arrays.fill(sums.dCell.data(), 0);
    for (int t = extent.steps() - 1; t >= 0; t--) {
      kernels.backward(steps[t], at(dY, t), sums.dCell);
      if (t > 0) {
        // dY of the step before takes in what comes back through the recurrence.
        Matrix dBefore = at(dY, t - 1);
        kernels.product(dBefore, gatesAt[t], back.hidden(), dBefore);
      }
      if (wanted) {
        kernels.product(sums.noInput, gatesAt[t], back.input(), at(sums.dX, t));
      }
      if (t % GRADIENT_STEPS == 0) {
        addWeightGradients(x, t, Math.min(GRADIENT_STEPS, extent.steps() - t), sums);
      }
    }
    return wanted ? sums.dX : null;
  }

  private void addWeightGradients(Matrix x, int fromStep, int count, Gradients sums) {
    int from = fromStep * extent.sequences();
    int rows = count * extent.sequences();
    Matrix dZ = gates.rows(from, rows);
    kernels.addTransposedProduct(x.rows(from, rows), dZ, sums.input);
    kernels.addTransposedProduct(hidden.rows(from, rows), dZ, sums.hidden);
    Kernels.addColumnSums(dZ, sums.bias);
  }
}
