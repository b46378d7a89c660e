package dev.foretide.nn;

import dev.foretide.nn.LayerSpec.Dense;
import dev.foretide.nn.LayerSpec.Lstm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The parameters an architecture has, in their fixed order, and the values they begin with.
 *
 * <ul>
 *   <li>input weights and dense weights: Glorot uniform, {@code U(-a, a)} with {@code a = sqrt(6 /
 *       (fanIn + fanOut))} (Glorot and Bengio, 2010); as in Keras, an LSTM's fan-out is all four
 *       gates;
 *   <li>recurrent weights: an orthogonal matrix per gate (Saxe et al., 2014), so that a signal
 *       neither grows nor fades along the steps;
 *   <li>forget bias 1, carried by {@code bias_ih} (Jozefowicz et al., 2015); other biases 0.
 * </ul>
 *
 * <p>{@link Random} is used because its sequence is specified: a seed gives the same network on
 * every JDK.
 */
final class Parameters {
  private Parameters() {}

  /** Name and shape of a parameter of a layer; no values. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Slot(int layer, String name, int... shape) {
    boolean fits(Tensor tensor) {
      return Arrays.equals(tensor.shape(), shape);
    }
  }

  private static List<Slot> slots(Architecture architecture) {
    List<Slot> slots = new ArrayList<>();
    List<LayerSpec> layers = architecture.layers();
    for (int i = 0; i < layers.size(); i++) {
      int inputs = architecture.sizeBefore(i);
      if (layers.get(i) instanceof Lstm lstm) {
        int gates = 4 * lstm.units();
        slots.add(new Slot(i, "lstm." + i + ".weight_ih", gates, inputs));
        slots.add(new Slot(i, "lstm." + i + ".weight_hh", gates, lstm.units()));
        slots.add(new Slot(i, "lstm." + i + ".bias_ih", gates));
        slots.add(new Slot(i, "lstm." + i + ".bias_hh", gates));
      } else if (layers.get(i) instanceof Dense dense) {
        slots.add(new Slot(i, "dense." + i + ".weight", dense.units(), inputs));
        slots.add(new Slot(i, "dense." + i + ".bias", dense.units()));
      }
    }
    return slots;
  }

  /** Initial values; see the class. */
  static List<Tensor> initial(Architecture architecture, long seed, boolean zeroOutput) {
    Random random = new Random(seed);
    List<Tensor> tensors = new ArrayList<>();
    slots(architecture).forEach(slot -> tensors.add(Tensor.zeros(slot.name(), slot.shape())));
    int lastDense = -1;
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      if (tensor.name().endsWith(".weight_hh")) {
        orthogonal(tensor.data(), tensor.shape()[1], random);
      } else if (tensor.isMatrix()) {
        glorotUniform(tensor, random);
        lastDense = tensor.name().startsWith("dense.") ? i : lastDense;
      } else if (tensor.name().endsWith(".bias_ih")) {
        int units = tensor.data().length / 4;
        Arrays.fill(tensor.data(), units, 2 * units, 1);
      }
    }
    if (zeroOutput) {
      if (lastDense < 0) {
        throw new IllegalArgumentException(
            "architecture '" + architecture + "': a zero output needs a dense layer");
      }
      Arrays.fill(tensors.get(lastDense).data(), 0);
    }
    return tensors;
  }

  /**
   * Copies given tensors into the architecture's order.
   *
   * @throws IllegalArgumentException naming layer and tensor that is missing, superfluous, of
   *     another shape or not finite
   */
  static List<Tensor> checked(Architecture architecture, Collection<Tensor> given) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (Tensor tensor : given) {
      if (byName.put(tensor.name(), tensor) != null) {
        throw new IllegalArgumentException("tensor '" + tensor.name() + "' is given twice");
      }
    }
    List<Tensor> checked = new ArrayList<>();
    for (Slot slot : slots(architecture)) {
      String layer = architecture.layerName(slot.layer());
      Tensor tensor = byName.remove(slot.name());
      if (tensor == null) {
        throw new IllegalArgumentException(
            "%s: tensor '%s' is missing, must be there with shape %s"
                .formatted(layer, slot.name(), Arrays.toString(slot.shape())));
      }
      if (!slot.fits(tensor)) {
        throw new IllegalArgumentException(
            "%s: tensor '%s' has shape %s, must be %s"
                .formatted(
                    layer,
                    slot.name(),
                    Arrays.toString(tensor.shape()),
                    Arrays.toString(slot.shape())));
      }
      requireFinite(layer, tensor);
      checked.add(tensor.copy());
    }
    if (!byName.isEmpty()) {
      throw new IllegalArgumentException(
          "architecture '" + architecture + "' has no tensor " + byName.keySet());
    }
    return checked;
  }

  private static void requireFinite(String layer, Tensor tensor) {
    float[] data = tensor.data();
    for (int j = 0; j < data.length; j++) {
      if (!Float.isFinite(data[j])) {
        throw new IllegalArgumentException(
            "%s: value %d of tensor '%s' is %s, must be finite"
                .formatted(layer, j, tensor.name(), data[j]));
      }
    }
  }

  private static void glorotUniform(Tensor tensor, Random random) {
    double limit = Math.sqrt(6.0 / (tensor.shape()[0] + tensor.shape()[1]));
    float[] data = tensor.data();
    for (int j = 0; j < data.length; j++) {
      data[j] = (float) ((2 * random.nextDouble() - 1) * limit);
    }
  }

  /** Fills {@code [4n, n]} with four orthogonal n x n blocks, by Gram-Schmidt on normal rows. */
  private static void orthogonal(float[] data, int n, Random random) {
    for (int gate = 0; gate < 4; gate++) {
      double[][] rows = new double[n][n];
      for (int r = 0; r < n; r++) {
        for (int j = 0; j < n; j++) {
          rows[r][j] = random.nextGaussian();
        }
        // Twice is enough: the second pass removes what rounding left in the first.
        removeComponents(rows, r);
        removeComponents(rows, r);
        double norm = Math.sqrt(dot(rows[r], rows[r]));
        for (int j = 0; j < n; j++) {
          rows[r][j] /= norm;
          data[(gate * n + r) * n + j] = (float) rows[r][j];
        }
      }
    }
  }

  private static void removeComponents(double[][] rows, int r) {
    for (int q = 0; q < r; q++) {
      double share = dot(rows[q], rows[r]);
      for (int j = 0; j < rows[r].length; j++) {
        rows[r][j] -= share * rows[q][j];
      }
    }
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      sum += x[j] * y[j];
    }
    return sum;
  }
}
