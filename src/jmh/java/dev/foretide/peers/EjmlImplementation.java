package dev.foretide.peers;

import dev.foretide.nn.LayerSpec;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.ejml.concurrency.EjmlConcurrency;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/**
 * The program that a careful user of EJML writes: rows are series, columns are units, all memory is
 * made beforehand, {@code X W^T + H R^T} are two products per layer and step, and the gates are a
 * loop with {@code Math.exp} and {@code Math.tanh}. The weights are stored transposed, because a
 * row times a matrix is EJML's fastest product of this kind.
 */
final class EjmlImplementation implements Implementation {
  static {
    EjmlConcurrency.USE_CONCURRENT = false;
  }

  private final Network network;
  private final List<Layer> layers = new ArrayList<>();

  EjmlImplementation(Network network) {
    this.network = network;
    Iterator<Tensor> next = network.parameters().iterator();
    for (LayerSpec spec : PlainLayers.of(network.architecture())) {
      Tensor weight = next.next();
      layers.add(
          spec instanceof LayerSpec.Lstm
              ? new Lstm(weight, next.next(), next.next().data(), next.next().data())
              : new Dense(weight, next.next().data()));
    }
  }

  @Override
  public Forward windows(int count, int steps) {
    int size = network.architecture().inputSize();
    FMatrixRMaj x = new FMatrixRMaj(count, size);
    List<Memory> memories = memories(count);
    return (inputs, outputs) -> {
      memories.forEach(Memory::forget);
      for (int t = 0; t < steps; t++) {
        for (int b = 0; b < count; b++) {
          System.arraycopy(inputs, (b * steps + t) * size, x.data, b * size, size);
        }
        step(x, memories, t == steps - 1);
      }
      copyOutput(memories, outputs);
    };
  }

  @Override
  public Forward series(int count) {
    FMatrixRMaj x = new FMatrixRMaj(count, network.architecture().inputSize());
    List<Memory> memories = memories(count);
    return (inputs, outputs) -> {
      System.arraycopy(inputs, 0, x.data, 0, x.data.length);
      step(x, memories, true);
      copyOutput(memories, outputs);
    };
  }

  private List<Memory> memories(int count) {
    return layers.stream().map(layer -> new Memory(count, layer.units())).toList();
  }

  /** Dense layers are behind the last LSTM: they are left out where no output is wanted. */
  private void step(FMatrixRMaj input, List<Memory> memories, boolean outputWanted) {
    FMatrixRMaj x = input;
    for (int i = 0; i < memories.size(); i++) {
      if (outputWanted || layers.get(i) instanceof Lstm) {
        layers.get(i).step(x, memories.get(i));
        x = memories.get(i).h;
      }
    }
  }

  private static void copyOutput(List<Memory> memories, float[] outputs) {
    float[] last = memories.get(memories.size() - 1).h.data;
    System.arraycopy(last, 0, outputs, 0, last.length);
  }

  /** State and working memory of one layer for a number of series. */
  private static final class Memory {
    final FMatrixRMaj h;
    final FMatrixRMaj c;
    final FMatrixRMaj z; // pre-activations, [count, 4 units]

    Memory(int count, int units) {
      h = new FMatrixRMaj(count, units);
      c = new FMatrixRMaj(count, units);
      z = new FMatrixRMaj(count, 4 * units);
    }

    void forget() {
      h.zero();
      c.zero();
    }
  }

  private interface Layer {
    int units();

    void step(FMatrixRMaj x, Memory memory);
  }

  private static final class Dense implements Layer {
    private final FMatrixRMaj weight; // [I, O]
    private final float[] bias;

    Dense(Tensor weight, float[] bias) {
      this.weight = transposed(weight);
      this.bias = bias;
    }

    @Override
    public int units() {
      return bias.length;
    }

    @Override
    public void step(FMatrixRMaj x, Memory memory) {
      CommonOps_FDRM.mult(x, weight, memory.h);
      for (int j = 0; j < memory.h.data.length; j++) {
        memory.h.data[j] += bias[j % bias.length];
      }
    }
  }

  private static final class Lstm implements Layer {
    private final FMatrixRMaj weightIh; // [I, 4H]
    private final FMatrixRMaj weightHh; // [H, 4H]
    private final float[] bias;

    Lstm(Tensor weightIh, Tensor weightHh, float[] biasIh, float[] biasHh) {
      this.weightIh = transposed(weightIh);
      this.weightHh = transposed(weightHh);
      this.bias = biasIh;
      for (int j = 0; j < bias.length; j++) {
        bias[j] += biasHh[j];
      }
    }

    @Override
    public int units() {
      return bias.length / 4;
    }

    @Override
    public void step(FMatrixRMaj x, Memory memory) {
      CommonOps_FDRM.mult(x, weightIh, memory.z);
      CommonOps_FDRM.multAdd(memory.h, weightHh, memory.z);
      for (int row = 0; row < memory.h.numRows; row++) {
        activate(memory, row);
      }
    }

    private void activate(Memory memory, int row) {
      int n = units();
      float[] z = memory.z.data;
      int from = row * 4 * n;
      for (int j = 0; j < n; j++) {
        float i = sigmoid(z[from + j] + bias[j]);
        float f = sigmoid(z[from + n + j] + bias[n + j]);
        float g = (float) Math.tanh(z[from + 2 * n + j] + bias[2 * n + j]);
        float o = sigmoid(z[from + 3 * n + j] + bias[3 * n + j]);
        float c = f * memory.c.data[row * n + j] + i * g;
        memory.c.data[row * n + j] = c;
        memory.h.data[row * n + j] = o * (float) Math.tanh(c);
      }
    }

    private static float sigmoid(float x) {
      return (float) (1 / (1 + Math.exp(-x)));
    }
  }

  private static FMatrixRMaj transposed(Tensor tensor) {
    FMatrixRMaj matrix = FMatrixRMaj.wrap(tensor.shape()[0], tensor.shape()[1], tensor.data());
    return CommonOps_FDRM.transpose(matrix, null);
  }
}
