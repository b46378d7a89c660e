package dev.foretide.nn;

import dev.foretide.nn.LayerSpec.Dense;
import dev.foretide.nn.LayerSpec.Elementwise;
import dev.foretide.nn.LayerSpec.Lstm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * An {@link Architecture} with weights: gives forecasts, one step at a time or for a whole window.
 *
 * <p>Immutable, so any number of threads may share one network, each with its own {@link Workspace}
 * and state. The state of a sequence is a flat array of {@link #stateSize()} floats, all zero at
 * its beginning: for each LSTM layer in order h, then c. Stepping through a window gives the very
 * numbers of {@link #run}, which is the same steps with the head left out until the last of them.
 *
 * <p>Inputs are not checked: one that is not finite makes the state NaN for good, so the caller
 * keeps such values out. Weights are packed once, when the network is made. Dropout layers do
 * nothing here.
 */
public final class Network {
  private final Architecture architecture;
  private final List<Tensor> parameters;
  private final StepLayer[] layers;
  private final int recurrentLayers; // those before the head
  private final int stateSize;

  private Network(Architecture architecture, List<Tensor> parameters) {
    this.architecture = architecture;
    this.parameters = parameters;
    List<StepLayer> steps = new ArrayList<>();
    Iterator<Tensor> next = parameters.iterator();
    int state = 0;
    int recurrent = 0;
    for (int i = 0; i < architecture.layers().size(); i++) {
      LayerSpec spec = architecture.layers().get(i);
      if (spec instanceof Lstm lstm) {
        steps.add(new StepLayer.Lstm(next.next(), next.next(), biasSum(next), state));
        state += 2 * lstm.units();
        recurrent = steps.size();
      } else if (spec instanceof Dense dense) {
        steps.add(new StepLayer.Dense(next.next(), next.next().data(), dense.activation()));
      } else if (spec instanceof Elementwise elementwise) {
        steps.add(new StepLayer.Elementwise(elementwise.activation(), architecture.sizeBefore(i)));
      }
    }
    this.layers = steps.toArray(new StepLayer[0]);
    this.recurrentLayers = recurrent;
    this.stateSize = state;
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
    return new Network(architecture, Parameters.initial(architecture, seed, zeroOutput));
  }

  /**
   * A network of given weights, which are copied.
   *
   * @param parameters by name, in any order
   * @throws IllegalArgumentException naming the tensor that is missing, superfluous, of another
   *     shape or not finite
   */
  public static Network of(Architecture architecture, Collection<Tensor> parameters) {
    return new Network(architecture, Parameters.checked(architecture, parameters));
  }

  /** The layers and sizes. */
  public Architecture architecture() {
    return architecture;
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

  /** Working arrays for {@link #step} and {@link #run}. */
  public Workspace newWorkspace() {
    return new Workspace(
        this, Arrays.stream(layers).map(StepLayer::newScratch).toArray(StepLayer.Scratch[]::new));
  }

  /**
   * Carries a sequence one step forward. Allocates nothing.
   *
   * @param input {@code inputSize} floats from {@code inputOffset}, not modified
   * @param state {@code [stateSize]}, updated in place
   * @param output {@code outputSize} floats, overwritten
   * @throws IllegalArgumentException if the workspace is another network's or the state has another
   *     size
   * @throws IndexOutOfBoundsException if input or output is too short
   */
  public void step(
      float[] input, int inputOffset, float[] state, float[] output, Workspace workspace) {
    requireFits(state, output, workspace);
    Objects.checkFromIndexSize(inputOffset, architecture.inputSize(), input.length);
    carry(input, inputOffset, state, workspace);
    finish(input, inputOffset, state, output, workspace);
  }

  /**
   * Carries a sequence over all rows of a window and gives the output of the last one; the layers
   * after the last LSTM run once. Allocates nothing.
   *
   * @param window {@code [steps, inputSize]}, not modified
   * @param steps at least 1
   * @param state {@code [stateSize]}, updated in place
   * @param output {@code outputSize} floats, overwritten
   * @throws IllegalArgumentException as {@link #step}, or if steps is below 1
   * @throws IndexOutOfBoundsException if window or output is too short
   */
  public void run(float[] window, int steps, float[] state, float[] output, Workspace workspace) {
    runFrom(window, 0, steps, state, output, workspace);
  }

  /**
   * Forecasts from whole windows, each from a zero state.
   *
   * @param windows {@code [batch, steps, inputSize]}, not modified
   * @return {@code [batch, outputSize]}
   * @throws IndexOutOfBoundsException if {@code windows} is too short
   */
  public float[] predict(float[] windows, int batch, int steps) {
    int windowSize = Math.multiplyExact(steps, architecture.inputSize());
    Objects.checkFromIndexSize(0, Math.multiplyExact(batch, windowSize), windows.length);
    Workspace workspace = newWorkspace();
    float[] state = new float[stateSize];
    float[] output = new float[architecture.outputSize()];
    float[] outputs = new float[batch * output.length];
    for (int b = 0; b < batch; b++) {
      Arrays.fill(state, 0);
      runFrom(windows, b * windowSize, steps, state, output, workspace);
      System.arraycopy(output, 0, outputs, b * output.length, output.length);
    }
    return outputs;
  }

  private void runFrom(
      float[] window, int from, int steps, float[] state, float[] output, Workspace workspace) {
    requireFits(state, output, workspace);
    if (steps < 1) {
      throw new IllegalArgumentException("steps " + steps + ": must be at least 1");
    }
    int size = architecture.inputSize();
    Objects.checkFromIndexSize(from, Math.multiplyExact(steps, size), window.length);
    for (int t = 0; t < steps; t++) {
      carry(window, from + t * size, state, workspace);
    }
    finish(window, from + (steps - 1) * size, state, output, workspace);
  }

  /** Runs the layers that see every step. */
  private void carry(float[] input, int inputOffset, float[] state, Workspace workspace) {
    float[] x = input;
    int offset = inputOffset;
    for (int i = 0; i < recurrentLayers; i++) {
      layers[i].step(x, offset, state, workspace.scratch[i]);
      x = workspace.scratch[i].output;
      offset = 0;
    }
  }

  /** Runs the head on what the last recurrent layer left in its scratch. */
  private void finish(
      float[] input, int inputOffset, float[] state, float[] output, Workspace workspace) {
    boolean recurrent = recurrentLayers > 0;
    float[] x = recurrent ? workspace.scratch[recurrentLayers - 1].output : input;
    int offset = recurrent ? 0 : inputOffset;
    for (int i = recurrentLayers; i < layers.length; i++) {
      layers[i].step(x, offset, state, workspace.scratch[i]);
      x = workspace.scratch[i].output;
      offset = 0;
    }
    System.arraycopy(x, offset, output, 0, architecture.outputSize());
  }

  private void requireFits(float[] state, float[] output, Workspace workspace) {
    if (workspace.network != this) {
      throw new IllegalArgumentException("the workspace is another network's");
    }
    if (state.length != stateSize) {
      throw new IllegalArgumentException(
          "state has " + state.length + " floats: must be " + stateSize);
    }
    Objects.checkFromIndexSize(0, architecture.outputSize(), output.length);
  }

  private static float[] biasSum(Iterator<Tensor> next) {
    float[] sum = next.next().data().clone();
    float[] other = next.next().data();
    for (int j = 0; j < sum.length; j++) {
      sum[j] += other[j];
    }
    return sum;
  }
}
