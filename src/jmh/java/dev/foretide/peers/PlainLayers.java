package dev.foretide.peers;

import dev.foretide.nn.Activation;
import dev.foretide.nn.Architecture;
import dev.foretide.nn.LayerSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers that every peer can compute: LSTM layers, then dense layers without activation.
 * Dropout is left out, as it does nothing in inference; training is compared without it.
 */
final class PlainLayers {
  private PlainLayers() {}

  /**
   * The layers with weights, in order.
   *
   * @throws IllegalArgumentException naming a layer that peers do not compute here
   */
  static List<LayerSpec> of(Architecture architecture) {
    List<LayerSpec> plain = new ArrayList<>();
    boolean inHead = false;
    for (LayerSpec layer : architecture.layers()) {
      boolean dense =
          layer instanceof LayerSpec.Dense spec && spec.activation() == Activation.LINEAR;
      inHead |= dense;
      if (dense || (layer instanceof LayerSpec.Lstm && !inHead)) {
        plain.add(layer);
      } else if (!(layer instanceof LayerSpec.Dropout)) {
        throw new IllegalArgumentException(
            "layer '" + layer + "': must be an lstm before any dense, a linear dense or dropout");
      }
    }
    return plain;
  }
}
