package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import dev.foretide.linalg.PackedMatrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The weights of a dense layer: {@code y = bias + x weight}. */
final class DenseWeights implements LayerWeights {
  final Kernels kernels;
  final int outputs;
  final int inputs;
  final float[] bias; // [O], padded
  final PackedMatrix weight; // [I, O]
  final @Nullable PackedMatrix weightBack; // [O, I]

  private final Tensor weightTensor;
  private final Tensor biasTensor;

  /**
   * @param weight {@code [O, I]}
   * @param bias {@code [O]}
   */
  DenseWeights(Kernels kernels, Tensor weight, Tensor bias, boolean training) {
    this.kernels = kernels;
    this.weightTensor = weight;
    this.biasTensor = bias;
    this.outputs = weight.shape()[0];
    this.inputs = weight.shape()[1];
    this.bias = new float[kernels.stride(outputs)];
    Matrix matrix = Matrix.of(weight.data(), outputs, inputs);
    this.weight = kernels.pack(matrix.transposed());
    this.weightBack = training ? kernels.pack(matrix) : null;
    System.arraycopy(bias.data(), 0, this.bias, 0, outputs);
  }

  @Override
  public void pack() {
    System.arraycopy(biasTensor.data(), 0, bias, 0, outputs);
    Matrix matrix = Matrix.of(weightTensor.data(), outputs, inputs);
    weight.set(matrix.transposed());
    if (weightBack != null) {
      weightBack.set(matrix);
    }
  }

  /** {@code [I, O]} with padded rows, {@code [O]}. */
  @Override
  public List<float[]> newGradients() {
    return List.of(new float[inputs * kernels.stride(outputs)], new float[outputs]);
  }

  @Override
  public void addTo(List<float[]> sums, List<float[]> gradients) {
    Matrix.of(sums.get(0), 0, inputs, outputs, kernels.stride(outputs))
        .transposed()
        .addTo(gradients.get(0));
    Matrix.of(sums.get(1), 1, outputs).addTo(gradients.get(1));
  }

  @Override
  public Layer layer(Layer.Extent extent, @Nullable List<float[]> sums) {
    return new DenseLayer(this, extent, sums);
  }

  @Override
  public int tensors() {
    return 2;
  }
}
