package dev.foretide.nn;

import dev.foretide.nn.Layer.Extent;
import dev.foretide.nn.LayerSpec.Dense;
import dev.foretide.nn.LayerSpec.Dropout;
import dev.foretide.nn.LayerSpec.Elementwise;
import dev.foretide.nn.LayerSpec.Lstm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Back-propagation through time over batches of sequences (Werbos, 1990), each from a zero state
 * and over its whole length.
 *
 * <p>The loss is the mean over all targets that are present, at steps not before {@code
 * warmUpSteps}: NaN targets and warm-up steps give neither loss nor gradient. The layers after the
 * last LSTM are computed only from the first step on at which a sequence of the batch has a target;
 * with targets at the last step only, that is once.
 *
 * <p>Works on the arrays of the tensors it is given, so that an optimiser which writes to them is
 * seen by the next batch. One owner thread.
 */
public final class BackPropagation {
  private final Architecture architecture;
  private final Loss loss;
  private final int warmUpSteps;
  private final List<Tensor> parameters;
  private final List<Layer> layers = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>(); // output size of each layer
  private final List<float[]> gradients = new ArrayList<>();
  private int recurrentLayers;

  /**
   * Training of one set of weights.
   *
   * @param loss what to make small
   * @param start where the weights are copied from
   * @param warmUpSteps steps at the beginning of each sequence that only warm the state up
   * @param dropoutSeed of the dropout masks
   */
  public BackPropagation(Network start, Loss loss, int warmUpSteps, long dropoutSeed) {
    this.architecture = start.architecture();
    this.loss = loss;
    this.warmUpSteps = warmUpSteps;
    this.parameters = start.parameters();
    SplittableRandom random = new SplittableRandom(dropoutSeed);
    Iterator<Tensor> next = parameters.iterator();
    for (int i = 0; i < architecture.layers().size(); i++) {
      LayerSpec spec = architecture.layers().get(i);
      int size = architecture.sizeBefore(i);
      if (spec instanceof Lstm lstm) {
        add(new LstmLayer(next.next(), next.next(), next.next(), next.next()), lstm.units());
        recurrentLayers = layers.size();
      } else if (spec instanceof Dense dense) {
        add(new DenseLayer(next.next(), next.next()), dense.units());
        if (dense.activation() != Activation.LINEAR) {
          add(new ActivationLayer(dense.activation(), dense.units()), dense.units());
        }
      } else if (spec instanceof Dropout dropout) {
        add(new DropoutLayer(dropout.rate(), size, random.split()), size);
      } else if (spec instanceof Elementwise elementwise) {
        add(new ActivationLayer(elementwise.activation(), size), size);
      }
    }
  }

  private void add(Layer layer, int outputSize) {
    layers.add(layer);
    sizes.add(outputSize);
    gradients.addAll(layer.gradients());
  }

  /** The parameters as they are trained, in the network's order; writing to them changes them. */
  public List<Tensor> parameters() {
    return List.copyOf(parameters);
  }

  /** The gradients that belong to {@link #parameters()}, each flat and of the same shape. */
  public List<float[]> gradients() {
    return List.copyOf(gradients);
  }

  /** Sets all gradients to zero. */
  public void zeroGradients() {
    gradients.forEach(gradient -> Arrays.fill(gradient, 0));
  }

  /** A network with the parameters of this moment. */
  public Network network() {
    return Network.of(architecture, parameters);
  }

  /**
   * The loss of a batch without dropout; gradients are left alone.
   *
   * @param order sequence numbers; those from {@code from} to {@code to} (exclusive) are the batch
   */
  public BatchLoss evaluate(Sequences data, int[] order, int from, int to) {
    return new Batch(data, Arrays.copyOfRange(order, from, to)).forward(false);
  }

  /**
   * The loss of a batch with dropout; the gradients of its mean are added to {@link #gradients()}.
   *
   * @param order sequence numbers; those from {@code from} to {@code to} (exclusive) are the batch
   */
  public BatchLoss accumulate(Sequences data, int[] order, int from, int to) {
    Batch batch = new Batch(data, Arrays.copyOfRange(order, from, to));
    BatchLoss batchLoss = batch.forward(true);
    if (batchLoss.count() > 0) {
      batch.backward();
    }
    return batchLoss;
  }

  /** One pass over one batch. */
  private final class Batch {
    private final Sequences data;
    private final int[] sequences;
    private final Extent body; // all steps
    private final Extent head; // steps from the first with a target on
    private final int firstStep;
    private final long count;
    private final float[][] inputs = new float[layers.size()][]; // of each layer
    private float[] dOutput = new float[0];

    Batch(Sequences data, int[] sequences) {
      requireSizes(data);
      this.data = data;
      this.sequences = sequences;
      int first = data.steps();
      long targets = 0;
      for (int t = data.steps() - 1; t >= warmUpSteps; t--) {
        int present = 0;
        for (int sequence : sequences) {
          present += data.targetsAt(sequence, t);
        }
        targets += present;
        first = present > 0 ? t : first;
      }
      this.firstStep = first;
      this.count = targets;
      this.body = new Extent(data.steps(), sequences.length);
      this.head = new Extent(data.steps() - first, sequences.length);
    }

    BatchLoss forward(boolean training) {
      if (count == 0) {
        return BatchLoss.NONE;
      }
      float[] x = timeMajorInputs();
      for (int l = 0; l < layers.size(); l++) {
        x = l == recurrentLayers ? headPart(x) : x;
        inputs[l] = x;
        x = layers.get(l).forward(x, l < recurrentLayers ? body : head, training);
      }
      return score(layers.size() == recurrentLayers ? headPart(x) : x);
    }

    private float[] timeMajorInputs() {
      int size = data.inputSize();
      float[] x = new float[body.rows() * size];
      for (int t = 0; t < body.steps(); t++) {
        for (int b = 0; b < sequences.length; b++) {
          data.copyInput(sequences[b], t, x, (t * sequences.length + b) * size);
        }
      }
      return x;
    }

    /** The rows of the head's steps. */
    private float[] headPart(float[] x) {
      int size = headInputSize();
      int skipped = firstStep * sequences.length;
      return Arrays.copyOfRange(x, skipped * size, body.rows() * size);
    }

    private int headInputSize() {
      return recurrentLayers == 0 ? data.inputSize() : sizes.get(recurrentLayers - 1);
    }

    /** The loss, and its gradient with respect to the output in {@code dOutput}. */
    private BatchLoss score(float[] output) {
      int size = data.outputSize();
      dOutput = new float[head.rows() * size];
      BatchLoss.Sum sum = new BatchLoss.Sum();
      for (int row = 0; row < head.rows(); row++) {
        int t = firstStep + row / sequences.length;
        int sequence = sequences[row % sequences.length];
        for (int o = 0; o < size; o++) {
          float target = data.target(sequence, t, o);
          if (!Float.isNaN(target)) {
            float error = output[row * size + o] - target;
            sum.add(loss.value(error), error, target);
            dOutput[row * size + o] = loss.gradient(error) / count;
          }
        }
      }
      return sum.total();
    }

    void backward() {
      float[] dY = layers.size() == recurrentLayers ? wholeFromHead(dOutput) : dOutput;
      for (int l = layers.size() - 1; l >= 0; l--) {
        boolean inHead = l >= recurrentLayers;
        Extent extent = inHead ? head : body;
        float @Nullable [] dX = l > 0 ? new float[extent.rows() * sizes.get(l - 1)] : null;
        layers.get(l).backward(inputs[l], dY, dX, extent);
        if (dX == null) {
          return;
        }
        dY = l == recurrentLayers ? wholeFromHead(dX) : dX;
      }
    }

    /** Puts a gradient of the head's steps behind zeros for the steps before them. */
    private float[] wholeFromHead(float[] dHead) {
      int size = headInputSize();
      float[] whole = new float[body.rows() * size];
      System.arraycopy(dHead, 0, whole, firstStep * sequences.length * size, head.rows() * size);
      return whole;
    }
  }

  void requireSizes(Sequences data) {
    if (data.inputSize() != architecture.inputSize()
        || data.outputSize() != architecture.outputSize()) {
      throw new IllegalArgumentException(
          "%s: sizes must be input %d, output %d of architecture '%s'"
              .formatted(data, architecture.inputSize(), architecture.outputSize(), architecture));
    }
  }
}
