package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import dev.foretide.linalg.PackedMatrix;

/**
 * One layer of a {@link Network}, packed for carrying a single sequence one step forward.
 * Immutable; what it scribbles on is the {@link Scratch} of its caller.
 */
sealed interface StepLayer {
  /** Arrays of one layer in one workspace. */
  Scratch newScratch();

  /**
   * Carries one step forward; the result is in {@code scratch.output}.
   *
   * @param x input from {@code xOffset}, not modified
   * @param state the whole network's state; an LSTM updates its own part
   */
  void step(float[] x, int xOffset, float[] state, Scratch scratch);

  /** Working arrays of a layer; those that a kind of layer does not need are empty. */
  final class Scratch {
    final float[] output;
    final float[] gates; // [4H], i, f, g, o
    final float[] i;
    final float[] f;
    final float[] g;
    final float[] o;
    final float[] c;

    Scratch(int outputs, int units) {
      output = new float[outputs];
      gates = new float[4 * units];
      i = new float[units];
      f = new float[units];
      g = new float[units];
      o = new float[units];
      c = new float[units];
    }
  }

  /**
   * One LSTM step (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), as
   * PyTorch writes it:
   *
   * <pre>  i = sigmoid(Wi x + Ri h + bi)    f = sigmoid(Wf x + Rf h + bf)
   *  g = tanh   (Wg x + Rg h + bg)    o = sigmoid(Wo x + Ro h + bo)
   *  c' = f c + i g                   h' = o tanh(c')</pre>
   *
   * <p>Its part of the state is h, then c, from {@code stateOffset}.
   */
  final class Lstm implements StepLayer {
    private final PackedMatrix weightIh; // transposed: [I, 4H]
    private final PackedMatrix weightHh; // transposed: [H, 4H]
    private final float[] bias; // [4H], bias_ih + bias_hh
    private final int units;
    private final int stateOffset;

    Lstm(Tensor weightIh, Tensor weightHh, float[] bias, int stateOffset) {
      this.weightIh = PackedMatrix.ofTransposed(matrix(weightIh));
      this.weightHh = PackedMatrix.ofTransposed(matrix(weightHh));
      this.bias = bias;
      this.units = bias.length / 4;
      this.stateOffset = stateOffset;
    }

    @Override
    public Scratch newScratch() {
      return new Scratch(units, units);
    }

    @Override
    public void step(float[] x, int xOffset, float[] state, Scratch s) {
      int n = units;
      System.arraycopy(bias, 0, s.gates, 0, 4 * n);
      Kernels.addVectorMatrix(x, xOffset, weightIh, s.gates);
      Kernels.addVectorMatrix(state, stateOffset, weightHh, s.gates);
      // Separate arrays, because only loops over bare indices are vectorised.
      System.arraycopy(s.gates, 0, s.i, 0, n);
      System.arraycopy(s.gates, n, s.f, 0, n);
      System.arraycopy(s.gates, 2 * n, s.g, 0, n);
      System.arraycopy(s.gates, 3 * n, s.o, 0, n);
      System.arraycopy(state, stateOffset + n, s.c, 0, n);
      Kernels.sigmoid(s.i, n);
      Kernels.sigmoid(s.f, n);
      Kernels.tanh(s.g, n);
      Kernels.sigmoid(s.o, n);
      Kernels.addGated(s.i, s.g, s.f, s.c, n);
      System.arraycopy(s.c, 0, state, stateOffset + n, n);
      Kernels.tanh(s.c, n);
      Kernels.multiply(s.o, s.c, s.output, n);
      System.arraycopy(s.output, 0, state, stateOffset, n);
    }
  }

  /** {@code y = activation(W x + b)}. */
  final class Dense implements StepLayer {
    private final PackedMatrix weight; // transposed: [I, O]
    private final float[] bias;
    private final Activation activation;

    Dense(Tensor weight, float[] bias, Activation activation) {
      this.weight = PackedMatrix.ofTransposed(matrix(weight));
      this.bias = bias;
      this.activation = activation;
    }

    @Override
    public Scratch newScratch() {
      return new Scratch(bias.length, 0);
    }

    @Override
    public void step(float[] x, int xOffset, float[] state, Scratch s) {
      System.arraycopy(bias, 0, s.output, 0, bias.length);
      Kernels.addVectorMatrix(x, xOffset, weight, s.output);
      activation.forward(s.output, 1, bias.length);
    }
  }

  /** An activation on its own. */
  record Elementwise(Activation activation, int size) implements StepLayer {
    @Override
    public Scratch newScratch() {
      return new Scratch(size, 0);
    }

    @Override
    public void step(float[] x, int xOffset, float[] state, Scratch s) {
      System.arraycopy(x, xOffset, s.output, 0, size);
      activation.forward(s.output, 1, size);
    }
  }

  private static Matrix matrix(Tensor tensor) {
    return Matrix.of(tensor.data(), tensor.shape()[0], tensor.shape()[1]);
  }
}
