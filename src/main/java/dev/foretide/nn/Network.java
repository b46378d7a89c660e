package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import java.util.Collection;
import java.util.List;

/**
 * An {@link Architecture} with weights: gives forecasts, one step at a time or for a whole window.
 *
 * <p>Immutable, so any number of threads may share one network, each with its own {@link Workspace}
 * and state. The state of a sequence is a flat array of {@link #stateSize()} floats, all zero at
 * its beginning: for each LSTM layer in order h, then c.
 *
 * <p>A sequence that is stepped through, run as a whole, or computed beside others gives the same
 * bits: every number is made by the same operations in the same order, see {@link Kernels}.
 *
 * <p>Where a state is carried, values are not checked: an input that is not finite makes it NaN for
 * good, so the caller keeps such values out. Weights are packed once, when the network is made.
 * Dropout layers do nothing here.
 */
public final class Network {
  /** Windows computed side by side: a whole number of tiles, and all states in the second cache. */
  private static final int SIDE_BY_SIDE = 66;

  private final Architecture architecture;
  private final List<Tensor> parameters;
  private final Kernels kernels;
  private final List<LayerWeights> weights;
  private final int stateSize;

  private Network(Architecture architecture, List<Tensor> parameters, Kernels kernels) {
    this.architecture = architecture;
    this.parameters = parameters;
    this.kernels = kernels;
    this.weights = LayerWeights.of(architecture, parameters, kernels, false);
    this.stateSize = architecture.stateSize();
  }

  /**
   * A network to begin training from: Glorot uniform input weights, orthogonal recurrent weights,
   * forget bias 1.
   *
   * @param zeroOutput whether the weights of the last dense layer begin at zero, so that the
   *     network does until then what it is added to does without it
   * @throws IllegalArgumentException if {@code zeroOutput} and there is no dense layer
   */
  public static Network initialise(Architecture architecture, long seed, boolean zeroOutput) {
    List<Tensor> parameters = Parameters.initial(architecture, seed, zeroOutput);
    return new Network(architecture, parameters, Kernels.best());
  }

  /**
   * A network of given weights, which are copied.
   *
   * @param parameters by name, in any order
   * @throws IllegalArgumentException naming the tensor that is missing, superfluous, of another
   *     shape or not finite
   */
  public static Network of(Architecture architecture, Collection<Tensor> parameters) {
    return of(architecture, parameters, Kernels.best());
  }

  /** The same on kernels of the caller's choice; the results are the same. */
  public static Network of(
      Architecture architecture, Collection<Tensor> parameters, Kernels kernels) {
    return new Network(architecture, Parameters.checked(architecture, parameters), kernels);
  }

  /** The layers and sizes. */
  public Architecture architecture() {
    return architecture;
  }

  /** What the network computes with. */
  public Kernels kernels() {
    return kernels;
  }

  /**
   * Copies of all parameters in a fixed order, layer by layer: {@code lstm.0.weight_ih} {@code [4H,
   * I]}, {@code lstm.0.weight_hh} {@code [4H, H]}, {@code lstm.0.bias_ih}, {@code lstm.0.bias_hh},
   * {@code dense.2.weight} {@code [O, I]}, {@code dense.2.bias}; the number is the layer's
   * position.
   */
  public List<Tensor> parameters() {
    return parameters.stream().map(Tensor::copy).toList();
  }

  /** Floats of all hidden and cell states of one sequence; 0 without an LSTM. */
  public int stateSize() {
    return stateSize;
  }

  /** Working arrays for {@link #step}, {@link #stepBatch} and {@link #run}. */
  public Workspace newWorkspace() {
    return new Workspace(this);
  }

  LayerStack stack(LayerStack.Size size) {
    return new LayerStack(architecture, weights, kernels, size, null);
  }

  /**
   * Carries a sequence one step forward. Allocates nothing.
   *
   * @param input {@code inputSize} floats from {@code inputOffset}, not modified
   * @param state {@code [stateSize]}, updated in place
   * @param output {@code outputSize} floats, overwritten
   * @throws IllegalArgumentException if the workspace is another network's, or input, state or
   *     output has the wrong size
   */
  public void step(
      float[] input, int inputOffset, float[] state, float[] output, Workspace workspace) {
    requireOwn(workspace);
    requireFloats("input", input, inputOffset, architecture.inputSize());
    requireState(state, 1);
    requireFloats("output", output, 0, architecture.outputSize());
    Matrix x = workspace.input;
    System.arraycopy(input, inputOffset, x.data(), 0, x.columns());
    LayerStack layers = workspace.step;
    layers.load(0, state, 0);
    Matrix y = layers.forwardHead(layers.forwardBody(x, null), null);
    layers.save(0, state, 0);
    System.arraycopy(y.data(), y.index(0, 0), output, 0, y.columns());
  }

  /**
   * Carries many sequences one step forward, which is faster than one after the other.
   *
   * @param count number of sequences, at least 1
   * @param inputs {@code [count, inputSize]}, not modified
   * @param states {@code [count, stateSize]}, updated in place
   * @param outputs {@code [count, outputSize]}, overwritten
   * @throws IllegalArgumentException as {@link #step}
   */
  public void stepBatch(
      int count, float[] inputs, float[] states, float[] outputs, Workspace workspace) {
    requireOwn(workspace);
    requirePositive("count", count);
    int inputSize = architecture.inputSize();
    requireFloats("inputs", inputs, 0, Math.multiplyExact(count, inputSize));
    requireState(states, count);
    requireFloats("outputs", outputs, 0, Math.multiplyExact(count, architecture.outputSize()));
    LayerStack layers = workspace.several(1, count);
    for (int i = 0; i < count; i++) {
      layers.load(i, states, i * stateSize);
    }
    Matrix x = Matrix.of(inputs, count, inputSize);
    Matrix y = layers.forwardHead(layers.forwardBody(x, null), null);
    for (int i = 0; i < count; i++) {
      layers.save(i, states, i * stateSize);
      System.arraycopy(y.data(), y.index(i, 0), outputs, i * y.columns(), y.columns());
    }
  }

  /**
   * Carries a sequence over all rows of a window and gives the output of the last one; the layers
   * after the last LSTM run once.
   *
   * @param window {@code [steps, inputSize]}, not modified
   * @param steps at least 1
   * @param state {@code [stateSize]}, updated in place
   * @param output {@code outputSize} floats, overwritten
   * @throws IllegalArgumentException as {@link #step}, or if steps is below 1
   */
  public void run(float[] window, int steps, float[] state, float[] output, Workspace workspace) {
    requireOwn(workspace);
    requirePositive("steps", steps);
    int inputSize = architecture.inputSize();
    requireFloats("window", window, 0, Math.multiplyExact(steps, inputSize));
    requireState(state, 1);
    requireFloats("output", output, 0, architecture.outputSize());
    LayerStack layers = workspace.several(steps, 1);
    layers.load(0, state, 0);
    Matrix x = Matrix.of(window, steps, inputSize);
    Matrix y = layers.forwardHead(layers.forwardBody(x, null), null);
    layers.save(0, state, 0);
    System.arraycopy(y.data(), y.index(0, 0), output, 0, y.columns());
  }

  /**
   * Forecasts from whole windows, each from a zero state.
   *
   * @param windows {@code [batch, steps, inputSize]}, not modified
   * @return {@code [batch, outputSize]}: the output of each window's last step
   * @throws IllegalArgumentException if a size is below 1, {@code windows} is too short or a value
   *     is not finite
   */
  public float[] predict(float[] windows, int batch, int steps) {
    requireWindows(windows, batch, steps);
    int outputSize = architecture.outputSize();
    float[] outputs = new float[Math.multiplyExact(batch, outputSize)];
    forEachGroup(
        windows,
        batch,
        steps,
        (layers, body, first, step) -> {
          if (step == steps - 1) {
            copyRows(layers.forwardHead(body, null), outputs, first * outputSize, outputSize);
          }
        });
    return outputs;
  }

  /**
   * Forecasts from every step of whole windows, each from a zero state: the sequences returned, not
   * only their ends.
   *
   * @param windows {@code [batch, steps, inputSize]}, not modified
   * @return {@code [batch, steps, outputSize]}
   * @throws IllegalArgumentException if a size is below 1, {@code windows} is too short or a value
   *     is not finite
   */
  public float[] predictAll(float[] windows, int batch, int steps) {
    requireWindows(windows, batch, steps);
    int outputSize = architecture.outputSize();
    int windowOutputs = Math.multiplyExact(steps, outputSize);
    float[] outputs = new float[Math.multiplyExact(batch, windowOutputs)];
    forEachGroup(
        windows,
        batch,
        steps,
        (layers, body, first, step) ->
            copyRows(
                layers.forwardHead(body, null),
                outputs,
                first * windowOutputs + step * outputSize,
                windowOutputs));
    return outputs;
  }

  /** Told of every step of every group of windows. */
  private interface StepListener {
    void stepped(LayerStack layers, Matrix body, int firstWindow, int step);
  }

  private void forEachGroup(float[] windows, int batch, int steps, StepListener listener) {
    int inputSize = architecture.inputSize();
    int windowSize = steps * inputSize;
    for (int first = 0; first < batch; first += SIDE_BY_SIDE) {
      int count = Math.min(SIDE_BY_SIDE, batch - first);
      LayerStack layers = stack(new LayerStack.Size(1, 1, count));
      for (int t = 0; t < steps; t++) {
        int from = first * windowSize + t * inputSize;
        Matrix x = Matrix.of(windows, from, count, inputSize, windowSize);
        listener.stepped(layers, layers.forwardBody(x, null), first, t);
        layers.carry();
      }
    }
  }

  private static void copyRows(Matrix rows, float[] to, int offset, int distance) {
    for (int r = 0; r < rows.rows(); r++) {
      System.arraycopy(rows.data(), rows.index(r, 0), to, offset + r * distance, rows.columns());
    }
  }

  private void requireOwn(Workspace workspace) {
    if (workspace.network != this) {
      throw new IllegalArgumentException("the workspace is another network's");
    }
  }

  private void requireWindows(float[] windows, int batch, int steps) {
    requirePositive("batch", batch);
    requirePositive("steps", steps);
    int inputSize = architecture.inputSize();
    int needed = Math.multiplyExact(batch, Math.multiplyExact(steps, inputSize));
    if (windows.length < needed) {
      throw new IllegalArgumentException(
          "windows has %d floats: must be at least %d = batch %d * steps %d * input size %d of %s"
              .formatted(
                  windows.length, needed, batch, steps, inputSize, architecture.layerName(0)));
    }
    for (int j = 0; j < needed; j++) {
      if (!Float.isFinite(windows[j])) {
        throw new IllegalArgumentException(
            "value %d of window %d, step %d is %s: must be finite"
                .formatted(
                    j % inputSize, j / inputSize / steps, j / inputSize % steps, windows[j]));
      }
    }
  }

  private static void requirePositive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " " + value + ": must be at least 1");
    }
  }

  private void requireState(float[] state, int count) {
    if (state.length != count * stateSize) {
      throw new IllegalArgumentException(
          "state has %d floats: must be %d, h and c of every LSTM in '%s'%s"
              .formatted(
                  state.length,
                  count * stateSize,
                  architecture,
                  count == 1 ? "" : ", for " + count + " sequences"));
    }
  }

  private void requireFloats(String what, float[] values, int from, int needed) {
    if (from < 0 || values.length - from < needed) {
      String layer =
          what.startsWith("output")
              ? architecture.layerName(architecture.layers().size() - 1)
              : architecture.layerName(0);
      throw new IllegalArgumentException(
          "%s has %d floats from %d on: must be at least %d for %s"
              .formatted(what, values.length - from, from, needed, layer));
    }
  }
}
