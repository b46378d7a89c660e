package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.LstmStep;
import dev.foretide.linalg.Matrix;
import dev.foretide.linalg.PackedMatrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weights of an LSTM layer: {@code z = bias + x input + h hidden} gives the pre-activations of
 * all four gates side by side; {@code bias} is bias_ih + bias_hh.
 */
final class LstmWeights implements LayerWeights {
  final Kernels kernels;
  final int inputs;
  final int units;
  final float[] scale; // of the gates
  final float[] bias; // [4H], padded
  final PackedMatrix input; // [I, 4H]
  final PackedMatrix hidden; // [H, 4H]
  final @Nullable Backward backward;

  private final Matrix weightIh; // [4H, I]
  private final Matrix weightHh; // [4H, H]
  private final float[] biasIh;
  private final float[] biasHh;

  /**
   * The same matrices for the way back.
   *
   * @param input {@code [4H, I]}
   * @param hidden {@code [4H, H]}
   */
  record Backward(PackedMatrix input, PackedMatrix hidden) {}

  /**
   * Packs a layer's tensors, which are kept.
   *
   * @param tensors weight_ih {@code [4H, I]}, weight_hh {@code [4H, H]}, bias_ih, bias_hh {@code
   *     [4H]}
   */
  LstmWeights(Kernels kernels, List<Tensor> tensors, boolean training) {
    this.kernels = kernels;
    this.inputs = tensors.get(0).shape()[1];
    this.units = tensors.get(1).shape()[1];
    int columns = LstmStep.GATES * units;
    this.weightIh = Matrix.of(tensors.get(0).data(), columns, inputs);
    this.weightHh = Matrix.of(tensors.get(1).data(), columns, units);
    this.biasIh = tensors.get(2).data();
    this.biasHh = tensors.get(3).data();
    this.scale = LstmStep.scale(kernels, units);
    this.bias = new float[kernels.stride(columns)];
    this.input = kernels.pack(weightIh.transposed());
    this.hidden = kernels.pack(weightHh.transposed());
    this.backward = training ? new Backward(kernels.pack(weightIh), kernels.pack(weightHh)) : null;
    addBiases();
  }

  @Override
  public void pack() {
    addBiases();
    input.set(weightIh.transposed());
    hidden.set(weightHh.transposed());
    if (backward != null) {
      backward.input().set(weightIh);
      backward.hidden().set(weightHh);
    }
  }

  private void addBiases() {
    for (int j = 0; j < biasIh.length; j++) {
      bias[j] = biasIh[j] + biasHh[j];
    }
  }

  /** {@code [I, 4H]}, {@code [H, 4H]} with padded rows, {@code [4H]}. */
  @Override
  public List<float[]> newGradients() {
    int columns = LstmStep.GATES * units;
    int stride = kernels.stride(columns);
    return List.of(new float[inputs * stride], new float[units * stride], new float[columns]);
  }

  @Override
  public void addTo(List<float[]> sums, List<float[]> gradients) {
    int columns = LstmStep.GATES * units;
    int stride = kernels.stride(columns);
    Matrix.of(sums.get(0), 0, inputs, columns, stride).transposed().addTo(gradients.get(0));
    Matrix.of(sums.get(1), 0, units, columns, stride).transposed().addTo(gradients.get(1));
    Matrix.of(sums.get(2), 1, columns).addTo(gradients.get(2));
    Matrix.of(sums.get(2), 1, columns).addTo(gradients.get(3));
  }

  @Override
  public Layer layer(Layer.Extent extent, @Nullable List<float[]> sums) {
    return new LstmLayer(this, extent, sums);
  }

  @Override
  public int tensors() {
    return 4;
  }
}
