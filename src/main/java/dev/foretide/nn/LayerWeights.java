package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.nn.LayerSpec.Dense;
import dev.foretide.nn.LayerSpec.Lstm;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one layer in the layout of the kernels, where they are packed once and used
 * many times. May be shared by threads while nobody packs.
 */
sealed interface LayerWeights permits LstmWeights, DenseWeights {

  /** Reads the tensors again, after an optimiser has written to them. */
  void pack();

  /** Zeros to sum gradients in, in the kernels' layout. */
  List<float[]> newGradients();

  /**
   * Adds sums to the gradients of the tensors.
   *
   * @param sums as {@link #newGradients} makes them, not modified
   * @param gradients one per tensor of this layer, in the order of the parameters
   */
  void addTo(List<float[]> sums, List<float[]> gradients);

  /**
   * The layer at work on sequences of a fixed extent.
   *
   * @param sums where it adds its gradients, as {@link #newGradients} makes them; null if there is
   *     no backward
   */
  Layer layer(Layer.Extent extent, @Nullable List<float[]> sums);

  /** Tensors of this layer. */
  int tensors();

  /**
   * Packs all layers that have parameters.
   *
   * @param parameters in the architecture's order; the tensors are kept, not copied
   * @param training whether gradients will be asked for
   */
  static List<LayerWeights> of(
      Architecture architecture, List<Tensor> parameters, Kernels kernels, boolean training) {
    List<LayerWeights> weights = new ArrayList<>();
    Iterator<Tensor> next = parameters.iterator();
    for (LayerSpec spec : architecture.layers()) {
      if (spec instanceof Lstm) {
        List<Tensor> tensors = List.of(next.next(), next.next(), next.next(), next.next());
        weights.add(new LstmWeights(kernels, tensors, training));
      } else if (spec instanceof Dense) {
        weights.add(new DenseWeights(kernels, next.next(), next.next(), training));
      }
    }
    return weights;
  }
}
