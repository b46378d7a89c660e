package dev.foretide.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.foretide.nn.LayerSpec;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network in PyTorch's tensors, reached through DJL: its own LSTM operator per layer (one call
 * for all steps) and its linear operator. The operators are called without DJL's blocks around
 * them: less work per call, and the weights are where we put them.
 */
final class PyTorchNetwork implements AutoCloseable {
  static {
    // Read when the engine starts. Offline: the native library comes from the class path alone.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("slf4j.internal.verbosity", "ERROR"); // no logger is wanted here
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
  }

  private final NDManager manager = NDManager.newBaseManager(null, "PyTorch");
  private final List<LayerSpec> layers;
  private final List<String> names = new ArrayList<>();
  private final List<NDArray> parameters = new ArrayList<>();

  PyTorchNetwork(Network network) {
    this.layers = PlainLayers.of(network.architecture());
    for (Tensor tensor : network.parameters()) {
      long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
      names.add(tensor.name());
      parameters.add(manager.create(tensor.data(), new Shape(shape)));
    }
  }

  /** For example {@code PyTorch 2.7.1}. */
  static String version() {
    Engine engine = Engine.getEngine("PyTorch");
    return engine.getEngineName() + " " + engine.getVersion();
  }

  /** Owns the parameters; give results a manager below it. */
  NDManager manager() {
    return manager;
  }

  /** In the order of {@link Network#parameters()}; the very arrays that are computed with. */
  List<NDArray> parameters() {
    return parameters;
  }

  /** Names of {@link #parameters()}. */
  List<String> names() {
    return names;
  }

  /** Zero states for {@link #forward}: h and c of each LSTM layer, {@code [1, count, units]}. */
  List<NDArray> zeroStates(NDManager owner, int count) {
    List<NDArray> states = new ArrayList<>();
    for (LayerSpec layer : layers) {
      if (layer instanceof LayerSpec.Lstm lstm) {
        states.add(owner.zeros(new Shape(1, count, lstm.units())));
        states.add(owner.zeros(new Shape(1, count, lstm.units())));
      }
    }
    return states;
  }

  /**
   * Computes windows.
   *
   * @param input {@code [count, steps, inputSize]}; results belong to its manager
   * @param states h and c of each LSTM layer, replaced in the list by those after the last step
   * @param training whether gradients will be asked for
   * @return {@code [count, outputSize]}
   */
  NDArray forward(NDArray input, List<NDArray> states, boolean training) {
    NDArray x = input; // a sequence, and from the first dense layer on its last step
    int parameter = 0;
    int state = 0;
    for (LayerSpec layer : layers) {
      if (layer instanceof LayerSpec.Lstm) {
        NDList weights = new NDList(parameters.subList(parameter, parameter + 4));
        NDList from = new NDList(states.get(state), states.get(state + 1));
        NDList to =
            x.getNDArrayInternal().lstm(x, from, weights, true, 1, 0, training, false, true);
        x = to.get(0);
        states.set(state, to.get(1));
        states.set(state + 1, to.get(2));
        parameter += 4;
        state += 2;
      } else {
        NDArray last = x.getShape().dimension() == 3 ? states.get(state - 2).squeeze(0) : x;
        NDArray weight = parameters.get(parameter);
        x = x.getNDArrayInternal().linear(last, weight, parameters.get(parameter + 1)).head();
        parameter += 2;
      }
    }
    return x;
  }

  @Override
  public void close() {
    manager.close();
  }
}
