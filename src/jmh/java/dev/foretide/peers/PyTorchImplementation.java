package dev.foretide.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.foretide.nn.Network;
import java.util.ArrayList;
import java.util.List;

/** PyTorch's operators on windows and on carried series. */
final class PyTorchImplementation implements Implementation {
  private final int inputSize;
  private final PyTorchNetwork network;

  PyTorchImplementation(Network network) {
    this.inputSize = network.architecture().inputSize();
    this.network = new PyTorchNetwork(network);
  }

  @Override
  public Forward windows(int count, int steps) {
    List<NDArray> zeros = network.zeroStates(network.manager(), count);
    Shape shape = new Shape(count, steps, inputSize);
    return (inputs, outputs) -> {
      try (NDManager call = network.manager().newSubManager()) {
        List<NDArray> states = new ArrayList<>(zeros);
        copy(network.forward(call.create(inputs, shape), states, false), outputs);
      }
    };
  }

  @Override
  public Forward series(int count) {
    return new Series(count);
  }

  @Override
  public void close() {
    network.close();
  }

  private static void copy(NDArray y, float[] outputs) {
    float[] values = y.toFloatArray();
    System.arraycopy(values, 0, outputs, 0, values.length);
  }

  /** States live in the manager of the call that made them, until the next call is done. */
  private final class Series implements Forward {
    private final Shape shape;
    private final List<NDArray> states;
    private NDManager owner = network.manager().newSubManager();

    Series(int count) {
      this.shape = new Shape(count, 1, inputSize);
      this.states = network.zeroStates(owner, count);
    }

    @Override
    public void run(float[] inputs, float[] outputs) {
      NDManager call = network.manager().newSubManager();
      copy(network.forward(call.create(inputs, shape), states, false), outputs);
      owner.close();
      owner = call;
    }

    @Override
    public void close() {
      owner.close();
    }
  }
}
