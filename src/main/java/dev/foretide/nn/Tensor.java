package dev.foretide.nn;

import java.util.Arrays;

/**
 * A named parameter: a flat row-major float32 array and its shape.
 *
 * <p>The array is shared, not copied: whoever makes a tensor decides who may write to it. {@link
 * Network} copies on the way in and on the way out, so that the tensors it gives away are the
 * caller's own.
 */
public final class Tensor {
  private final String name;
  private final int[] shape;
  private final float[] data;

  /**
   * A tensor over an array.
   *
   * @throws IllegalArgumentException if the shape does not hold exactly {@code data.length} values
   */
  public Tensor(String name, int[] shape, float[] data) {
    if (product(shape) != data.length) {
      throw new IllegalArgumentException(
          "tensor '"
              + name
              + "': shape "
              + Arrays.toString(shape)
              + " does not hold "
              + data.length
              + " values");
    }
    this.name = name;
    this.shape = shape.clone();
    this.data = data;
  }

  /** A tensor of zeros. */
  static Tensor zeros(String name, int... shape) {
    return new Tensor(name, shape, new float[product(shape)]);
  }

  /** For example {@code lstm.0.weight_ih}: kind and position of the layer, and PyTorch's name. */
  public String name() {
    return name;
  }

  /** A copy of the shape. */
  public int[] shape() {
    return shape.clone();
  }

  /** The values themselves, not a copy. */
  public float[] data() {
    return data;
  }

  /** Whether the tensor has rows and columns; a bias has not. */
  public boolean isMatrix() {
    return shape.length > 1;
  }

  /** A tensor with its own copy of the values. */
  public Tensor copy() {
    return new Tensor(name, shape, data.clone());
  }

  /** Whether every value is a finite number. */
  public boolean isFinite() {
    for (float value : data) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }

  private static int product(int[] shape) {
    int product = 1;
    for (int size : shape) {
      product = Math.multiplyExact(product, size);
    }
    return product;
  }
}
