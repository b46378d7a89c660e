package dev.foretide.exchange;

import dev.foretide.exchange.OnnxGraph.Attributes;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.nn.Activation;
import dev.foretide.nn.LayerSpec;
import dev.foretide.nn.LayerSpec.Dense;
import dev.foretide.nn.LayerSpec.Elementwise;
import dev.foretide.nn.LayerSpec.Lstm;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The network of a model as an ONNX file of opset 17.
 *
 * <pre>
 *   inputs    input [batch, steps, inputs]     h.N, c.N [1, batch, units] per LSTM, N its position
 *   outputs   output [batch, outputs]          h.N.next, c.N.next [1, batch, units]
 * </pre>
 *
 * <p>Steps and batch are free: a window with zero states gives what {@link Network#predict} gives,
 * one step with the states of the step before what {@link Network#step} gives. A <em>windowed</em>
 * file has neither state inputs nor state outputs, and begins at zero. Dropout is left out; layers
 * behind the last LSTM see its last step only.
 *
 * <p>ONNX orders an LSTM's gates i, o, f, c (https://onnx.ai/onnx/operators/onnx__LSTM.html) where
 * we have i, f, g, o; its bias is both of ours, one behind the other. Time stands first ({@code
 * layout} 0), because ONNX Runtime implements no other order. The model's linear head is not in the
 * file; what inputs and outputs mean is in its {@code metadata_props}.
 */
public final class OnnxExport {
  /** Where ONNX's gates i, o, f, c stand among i, f, g, o. */
  private static final int[] GATES = {0, 3, 1, 2};

  private static final String DOCUMENTATION =
      "The network of a Foretide model. What goes in and comes out, and in which units, is said by"
          + " metadata_props and by Foretide's docs/PORTABILITY.md.";

  private final OnnxGraph graph = new OnnxGraph("network");
  private final boolean windowed;
  private final List<LayerSpec> layers;
  private final Iterator<Tensor> parameters;

  /** Name of what the layer before has put out. */
  private String value = "input";

  private OnnxExport(Network network, boolean windowed) {
    this.windowed = windowed;
    this.layers = network.architecture().layers();
    this.parameters = network.parameters().iterator();
  }

  /**
   * The bytes of an ONNX file.
   *
   * @param windowed without state inputs and outputs
   * @throws IllegalArgumentException if the model has no network
   */
  public static byte[] write(Model model, boolean windowed) {
    Network network = model.network();
    if (network == null) {
      throw new IllegalArgumentException(
          "model %s@%d has no network, ONNX needs one".formatted(model.group(), model.version()));
    }
    return new OnnxExport(network, windowed)
        .write(
            network.architecture().inputSize(),
            network.architecture().outputSize(),
            metadata(model));
  }

  private static Map<String, String> metadata(Model model) {
    Map<String, String> metadata = new LinkedHashMap<>(ModelCodec.metadata(model));
    metadata.put("residual.scale", numbers(model.residualScale()));
    return metadata;
  }

  private static String numbers(float[] values) {
    return IntStream.range(0, values.length)
        .mapToObj(i -> Float.toString(values[i]))
        .collect(Collectors.joining(","));
  }

  private byte[] write(int inputs, int outputs, Map<String, String> metadata) {
    graph.input("input", List.of("batch", "steps", inputs));
    add("Transpose", List.of(value), "input.by.step", new Attributes().numbers("perm", 1, 0, 2));
    int lastLstm = lastLstm();
    if (lastLstm < 0) {
      graph.constant("last", -1);
      add("Gather", List.of(value, "last"), "input.last", new Attributes().number("axis", 0));
    }
    for (int i = 0; i < layers.size(); i++) {
      LayerSpec layer = layers.get(i);
      if (layer instanceof Lstm lstm) {
        addLstm("lstm." + i, i, lstm.units(), i == lastLstm);
      } else if (layer instanceof Dense dense) {
        addDense("dense." + i, dense);
      } else if (layer instanceof Elementwise elementwise) {
        addActivation("activation." + i, elementwise.activation());
      }
    }
    add("Identity", List.of(value), "output", new Attributes());
    graph.output("output", List.of("batch", outputs));
    return graph.model(DOCUMENTATION, metadata);
  }

  private int lastLstm() {
    int last = layers.size() - 1;
    while (last >= 0 && !(layers.get(last) instanceof Lstm)) {
      last--;
    }
    return last;
  }

  private void addLstm(String name, int position, int units, boolean last) {
    Tensor weightIh = parameters.next();
    Tensor weightHh = parameters.next();
    float[] biasIh = parameters.next().data();
    float[] biasHh = parameters.next().data();
    int inputs = weightIh.shape()[1];
    graph.constant(name + ".W", reordered(weightIh.data(), units * inputs), 1, 4L * units, inputs);
    graph.constant(name + ".R", reordered(weightHh.data(), units * units), 1, 4L * units, units);
    float[] bias = new float[8 * units];
    System.arraycopy(reordered(biasIh, units), 0, bias, 0, 4 * units);
    System.arraycopy(reordered(biasHh, units), 0, bias, 4 * units, 4 * units);
    graph.constant(name + ".B", bias, 1, 8L * units);
    String h = "h." + position;
    String c = "c." + position;
    List<Object> shape = List.of(1, "batch", units);
    if (!windowed) {
      graph.input(h, shape);
      graph.input(c, shape);
      graph.output(h + ".next", shape);
      graph.output(c + ".next", shape);
    }
    graph.node(
        "LSTM",
        List.of(
            value,
            name + ".W",
            name + ".R",
            name + ".B",
            "", // all sequences are as long as the input
            windowed ? "" : h,
            windowed ? "" : c),
        List.of(name + ".sequence", h + ".next", c + ".next"),
        new Attributes().number("hidden_size", units));
    // [1, batch, units] of the last step, or [steps, 1, batch, units] of all
    value = last ? h + ".next" : name + ".sequence";
    graph.constant(name + ".axis", last ? 0 : 1, 1);
    add("Squeeze", List.of(value, name + ".axis"), name + ".y", new Attributes());
  }

  /** The four blocks of a gate each, in ONNX's order. */
  private static float[] reordered(float[] values, int block) {
    float[] reordered = new float[values.length];
    for (int gate = 0; gate < GATES.length; gate++) {
      System.arraycopy(values, GATES[gate] * block, reordered, gate * block, block);
    }
    return reordered;
  }

  private void addDense(String name, Dense dense) {
    Tensor weight = parameters.next();
    int outputs = weight.shape()[0];
    int inputs = weight.shape()[1];
    float[] transposed = new float[inputs * outputs];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        transposed[i * outputs + o] = weight.data()[o * inputs + i];
      }
    }
    graph.constant(name + ".W", transposed, inputs, outputs);
    graph.constant(name + ".b", parameters.next().data(), outputs);
    add("MatMul", List.of(value, name + ".W"), name + ".product", new Attributes());
    add("Add", List.of(value, name + ".b"), name + ".sum", new Attributes());
    addActivation(name + ".y", dense.activation());
  }

  private void addActivation(String name, Activation activation) {
    switch (activation) {
      case LINEAR -> {}
      case RELU -> add("Relu", List.of(value), name, new Attributes());
      case TANH -> add("Tanh", List.of(value), name, new Attributes());
      case SIGMOID -> add("Sigmoid", List.of(value), name, new Attributes());
      case SOFTMAX -> add("Softmax", List.of(value), name, new Attributes().number("axis", -1));
    }
  }

  private void add(String operator, List<String> inputs, String output, Attributes attributes) {
    graph.node(operator, inputs, List.of(output), attributes);
    value = output;
  }
}
