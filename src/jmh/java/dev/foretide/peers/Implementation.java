package dev.foretide.peers;

import dev.foretide.linalg.Kernels;
import dev.foretide.nn.Network;

/**
 * One way to compute a network whose weights are given, on one thread.
 *
 * <p>All of them take and give Java arrays in one layout. What a peer copies between these and its
 * own memory is part of its time, as it is for a Java program that uses it.
 */
interface Implementation extends AutoCloseable {

  /** A computation of a fixed shape, with its memory made beforehand. One owner thread. */
  interface Forward extends AutoCloseable {
    /**
     * Computes once.
     *
     * @param inputs not modified
     * @param outputs {@code [count, outputSize]}, overwritten
     */
    void run(float[] inputs, float[] outputs);

    @Override
    default void close() {}
  }

  /** Whole windows from a zero state; inputs are {@code [count, steps, inputSize]}. */
  Forward windows(int count, int steps);

  /** Series that are carried one step per call; inputs are {@code [count, inputSize]}. */
  Forward series(int count);

  @Override
  default void close() {}

  /**
   * An implementation by the name that benchmarks give it.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static Implementation of(String name, Network network) {
    return switch (name) {
      case "foretide" -> new ForetideImplementation(network, Kernels.best());
      case "foretideScalar" -> new ForetideImplementation(network, Kernels.scalar());
      case "onnxruntime" -> new OnnxRuntimeImplementation(network);
      case "onnxruntimeResults" -> new OnnxRuntimeResults(network);
      case "djl" -> new PyTorchImplementation(network);
      case "ejml" -> new EjmlImplementation(network);
      default ->
          throw new IllegalArgumentException(
              "implementation '"
                  + name
                  + "': must be foretide, foretideScalar, onnxruntime, onnxruntimeResults, djl or ejml");
    };
  }
}
