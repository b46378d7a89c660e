package dev.foretide.nn;

import dev.foretide.linalg.Kernels;
import dev.foretide.linalg.Matrix;
import dev.foretide.nn.Layer.Extent;
import dev.foretide.nn.LayerSpec.Dense;
import dev.foretide.nn.LayerSpec.Dropout;
import dev.foretide.nn.LayerSpec.Elementwise;
import dev.foretide.nn.LayerSpec.Lstm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * All layers of an architecture over the same weights, for sequences of a fixed extent.
 *
 * <p>The body, layers up to and including the last LSTM, sees every step. The head, the layers
 * after it, sees the last {@code headSteps} of them. One owner thread.
 */
final class LayerStack {
  private final Extent extent;
  private final Extent headExtent;
  private final List<Layer> body = new ArrayList<>();
  private final List<Layer> head = new ArrayList<>();
  private final List<LstmLayer> lstms = new ArrayList<>();
  private final List<Matrix> bodyInputs = new ArrayList<>();
  private final List<Matrix> headInputs = new ArrayList<>();
  private final @Nullable Matrix dBody;

  /**
   * The sizes of a stack.
   *
   * @param steps seen by the body at once
   * @param headSteps seen by the head: the last of them
   * @param sequences side by side
   */
  record Size(int steps, int headSteps, int sequences) {}

  /**
   * Layers for inference or training.
   *
   * @param sums where each layer with parameters adds its gradients; null if there is no backward
   */
  LayerStack(
      Architecture architecture,
      List<LayerWeights> weights,
      Kernels kernels,
      Size size,
      @Nullable List<List<float[]>> sums) {
    this.extent = new Extent(size.steps(), size.sequences());
    this.headExtent = new Extent(size.headSteps(), size.sequences());
    int recurrent = architecture.recurrentLayers();
    int next = 0;
    for (int i = 0; i < architecture.layers().size(); i++) {
      LayerSpec spec = architecture.layers().get(i);
      Extent own = i < recurrent ? extent : headExtent;
      List<Layer> layers = i < recurrent ? body : head;
      int inputs = architecture.sizeBefore(i);
      if (spec instanceof Lstm || spec instanceof Dense) {
        Layer layer = weights.get(next).layer(own, sums == null ? null : sums.get(next));
        next++;
        layers.add(layer);
        if (layer instanceof LstmLayer lstm) {
          lstms.add(lstm);
        }
      }
      if (spec instanceof Dense dense && dense.activation() != Activation.LINEAR) {
        layers.add(new ActivationLayer(kernels, dense.activation(), dense.units(), own));
      } else if (spec instanceof Dropout dropout) {
        layers.add(new DropoutLayer(kernels, dropout.rate(), inputs, own));
      } else if (spec instanceof Elementwise elementwise) {
        layers.add(new ActivationLayer(kernels, elementwise.activation(), inputs, own));
      }
    }
    this.dBody =
        sums != null && recurrent > 0
            ? kernels.zeros(extent.rows(), architecture.sizeBefore(recurrent))
            : null;
  }

  /** Begins all sequences anew. */
  void zeroState() {
    lstms.forEach(LstmLayer::zeroState);
  }

  /** Takes over the state of a sequence from {@code from} on. */
  void load(int sequence, float[] state, int from) {
    int at = from;
    for (int i = 0; i < lstms.size(); i++) {
      lstms.get(i).load(sequence, state, at);
      at += lstms.get(i).stateSize();
    }
  }

  /** Hands out the state of a sequence after the last step. */
  void save(int sequence, float[] state, int to) {
    int at = to;
    for (int i = 0; i < lstms.size(); i++) {
      lstms.get(i).save(sequence, state, at);
      at += lstms.get(i).stateSize();
    }
  }

  /** Makes the state after the last step the one before the first. */
  void carry() {
    lstms.forEach(LstmLayer::carry);
  }

  /**
   * Runs the body over all steps.
   *
   * @param x {@code [steps * sequences, inputSize]}
   * @return {@code [steps * sequences, size]}; x itself without an LSTM
   */
  Matrix forwardBody(Matrix x, @Nullable SplittableRandom dropout) {
    return forward(body, bodyInputs, x, dropout);
  }

  /**
   * Runs the head over the last steps of the body's output.
   *
   * @return {@code [headSteps * sequences, outputSize]}
   */
  Matrix forwardHead(Matrix bodyOutput, @Nullable SplittableRandom dropout) {
    Matrix x = bodyOutput;
    if (headExtent.steps() < extent.steps()) {
      x = bodyOutput.rows(extent.rows() - headExtent.rows(), headExtent.rows());
    }
    return forward(head, headInputs, x, dropout);
  }

  private static Matrix forward(
      List<Layer> layers, List<Matrix> inputs, Matrix x, @Nullable SplittableRandom dropout) {
    inputs.clear();
    Matrix next = x;
    for (int i = 0; i < layers.size(); i++) {
      inputs.add(next);
      next = layers.get(i).forward(next, dropout);
    }
    return next;
  }

  /**
   * Runs back through head and body, after both were run forward.
   *
   * @param dOutput {@code [headSteps * sequences, outputSize]}, overwritten
   */
  void backward(Matrix dOutput) {
    Matrix dHead = backward(head, headInputs, dOutput, !body.isEmpty());
    if (dHead != null && !body.isEmpty()) {
      Matrix whole = Objects.requireNonNull(dBody, "made without gradients");
      Arrays.fill(whole.data(), 0);
      int skipped = extent.rows() - headExtent.rows();
      for (int r = 0; r < dHead.rows(); r++) {
        int to = whole.index(skipped + r, 0);
        System.arraycopy(dHead.data(), dHead.index(r, 0), whole.data(), to, dHead.columns());
      }
      backward(body, bodyInputs, whole, false);
    }
  }

  private static @Nullable Matrix backward(
      List<Layer> layers, List<Matrix> inputs, Matrix dY, boolean wanted) {
    @Nullable Matrix next = dY;
    for (int i = layers.size() - 1; i >= 0 && next != null; i--) {
      next = layers.get(i).backward(inputs.get(i), next, wanted || i > 0);
    }
    return next;
  }
}
