package dev.foretide.model;

import dev.foretide.nn.Tensor;
import java.util.Arrays;

/** What must hold of a tensor that was read. */
final class TensorChecks {
  private TensorChecks() {}

  /**
   * Checks its shape.
   *
   * @throws ModelFormatException naming the tensor
   */
  static void requireShape(Tensor tensor, int... expected) {
    if (!Arrays.equals(tensor.shape(), expected)) {
      throw new ModelFormatException(
          "tensor %s has shape %s, must be %s"
              .formatted(
                  tensor.name(), Arrays.toString(tensor.shape()), Arrays.toString(expected)));
    }
  }

  /**
   * Checks that it has neither NaN nor infinity.
   *
   * @throws ModelFormatException naming the tensor
   */
  static void requireFinite(Tensor tensor) {
    for (float value : tensor.data()) {
      if (!Float.isFinite(value)) {
        throw new ModelFormatException("tensor " + tensor.name() + " holds " + value);
      }
    }
  }
}
