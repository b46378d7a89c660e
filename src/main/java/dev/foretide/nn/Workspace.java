package dev.foretide.nn;

import dev.foretide.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * The working arrays of one caller of one {@link Network}. Holds nothing between calls: the state
 * of a sequence is the caller's. One owner at a time.
 */
public final class Workspace {
  final Network network;
  final Matrix input; // [1, inputSize]
  final LayerStack step;
  private @Nullable LayerStack several;
  private LayerStack.Size size = new LayerStack.Size(1, 1, 1);

  Workspace(Network network) {
    this.network = network;
    int inputs = network.architecture().inputSize();
    this.input = Matrix.of(new float[inputs], 1, inputs);
    this.step = network.stack(size);
  }

  /** Layers for several steps or sequences at once; the last ones asked for are kept. */
  LayerStack several(int steps, int sequences) {
    LayerStack kept = several;
    if (kept == null || size.steps() != steps || size.sequences() != sequences) {
      size = new LayerStack.Size(steps, 1, sequences);
      kept = network.stack(size);
      several = kept;
    }
    return kept;
  }
}
