package dev.foretide.peers;

import dev.foretide.nn.LayerSpec;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A network as an ONNX model of fixed shape, so that ONNX Runtime has every chance to plan ahead.
 *
 * <p>Input {@code x [steps, count, inputSize]}, output {@code y [count, outputSize]} of the last
 * step. With carried states also {@code h0, c0, h1, ...} in and {@code h0_next, c0_next, ...} out,
 * {@code [1, count, units]} each. ONNX orders the gates i, o, f, c; we order them i, f, g, o (<a
 * href="https://onnx.ai/onnx/operators/onnx__LSTM.html">operator LSTM</a>, opset 14).
 *
 * <p>Written here and not by the product's exporter, so that the golden values do not rest on code
 * that they are to check.
 */
final class OnnxModel {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 14;
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int[] ONNX_GATES = {0, 3, 1, 2}; // i, o, f, c among i, f, g, o

  private final ProtobufMessage graph = new ProtobufMessage().text(2, "network");
  private final boolean carried;
  private final int count;
  private final List<Integer> units = new ArrayList<>();

  /**
   * Builds the model.
   *
   * @param carried whether states go in and out; otherwise they begin at zero
   */
  OnnxModel(Network network, int count, int steps, boolean carried) {
    this.carried = carried;
    this.count = count;
    input("x", steps, count, network.architecture().inputSize());
    Iterator<Tensor> next = network.parameters().iterator();
    List<LayerSpec> layers = PlainLayers.of(network.architecture());
    String x = "x";
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof LayerSpec.Lstm lstm) {
        units.add(lstm.units());
        x = lstm(x, next, layers.get(i + 1) instanceof LayerSpec.Lstm);
      } else {
        x = dense(x, next, i, i == layers.size() - 1);
      }
    }
    valueInfo(12, "y", count, network.architecture().outputSize());
  }

  /** The bytes of an .onnx file. */
  byte[] toByteArray() {
    return new ProtobufMessage()
        .number(1, IR_VERSION)
        .text(2, "foretide benchmarks")
        .message(7, graph)
        .message(8, new ProtobufMessage().text(1, "").number(2, OPSET))
        .toByteArray();
  }

  /** Hidden sizes of the LSTM layers, first layer first. */
  List<Integer> units() {
    return List.copyOf(units);
  }

  /** Appends an LSTM layer. Returns the name of {@code [steps, count, H]} or {@code [count, H]}. */
  private String lstm(String x, Iterator<Tensor> next, boolean allSteps) {
    int layer = units.size() - 1;
    int n = units.get(layer);
    Tensor weightIh = next.next();
    Tensor weightHh = next.next();
    initialiser("W" + layer, FLOAT, new int[] {1, 4 * n, weightIh.shape()[1]}, gates(n, weightIh));
    initialiser("R" + layer, FLOAT, new int[] {1, 4 * n, n}, gates(n, weightHh));
    initialiser("B" + layer, FLOAT, new int[] {1, 8 * n}, gates(n, next.next(), next.next()));
    List<String> inputs = new ArrayList<>(List.of(x, "W" + layer, "R" + layer, "B" + layer));
    String sequence = allSteps ? "sequence" + layer : "";
    String h = "h" + layer + "_next";
    List<String> outputs = new ArrayList<>(List.of(sequence, h));
    if (carried) {
      inputs.addAll(
          List.of("", "h" + layer, "c" + layer)); // "": lengths of the sequences, all whole
      outputs.add("c" + layer + "_next");
      for (String state : List.of("h" + layer, "c" + layer)) {
        input(state, 1, count, n);
        valueInfo(12, state + "_next", 1, count, n);
      }
    }
    node("LSTM", inputs, outputs, attribute("hidden_size", n));
    String y = "squeezed" + layer;
    String axis = "axis" + layer; // that of directions, of which there is one
    initialiser(axis, INT64, new int[] {1}, int64(allSteps ? 1 : 0));
    node("Squeeze", List.of(allSteps ? sequence : h, axis), List.of(y));
    return y;
  }

  private String dense(String x, Iterator<Tensor> next, int layer, boolean last) {
    Tensor weight = next.next();
    Tensor bias = next.next();
    initialiser("D" + layer, FLOAT, weight.shape(), floats(weight.data()));
    initialiser("d" + layer, FLOAT, bias.shape(), floats(bias.data()));
    String y = last ? "y" : "dense" + layer;
    node("Gemm", List.of(x, "D" + layer, "d" + layer), List.of(y), attribute("transB", 1));
    return y;
  }

  private void input(String name, int... shape) {
    valueInfo(11, name, shape);
  }

  private void valueInfo(int field, String name, int... shape) {
    ProtobufMessage dimensions = new ProtobufMessage();
    for (int size : shape) {
      dimensions.message(1, new ProtobufMessage().number(1, size));
    }
    ProtobufMessage tensorType = new ProtobufMessage().number(1, FLOAT).message(2, dimensions);
    ProtobufMessage type = new ProtobufMessage().message(1, tensorType);
    graph.message(field, new ProtobufMessage().text(1, name).message(2, type));
  }

  private void initialiser(String name, int dataType, int[] shape, byte[] data) {
    ProtobufMessage tensor = new ProtobufMessage();
    for (int size : shape) {
      tensor.number(1, size);
    }
    graph.message(5, tensor.number(2, dataType).text(8, name).bytes(9, data));
  }

  private void node(
      String type, List<String> inputs, List<String> outputs, ProtobufMessage... attributes) {
    ProtobufMessage node = new ProtobufMessage();
    inputs.forEach(name -> node.text(1, name));
    outputs.forEach(name -> node.text(2, name));
    node.text(4, type);
    for (ProtobufMessage attribute : attributes) {
      node.message(5, attribute);
    }
    graph.message(1, node);
  }

  private static ProtobufMessage attribute(String name, long value) {
    return new ProtobufMessage().text(1, name).number(3, value).number(20, 2);
  }

  /** The tensors one behind the other, each with its gates in ONNX's order. */
  private static byte[] gates(int units, Tensor... tensors) {
    float[] ordered = new float[tensors.length * tensors[0].data().length];
    int to = 0;
    for (Tensor tensor : tensors) {
      int block = tensor.data().length / 4; // units rows
      if (block % units != 0) {
        throw new IllegalArgumentException(tensor + ": must have 4 * " + units + " rows");
      }
      for (int gate : ONNX_GATES) {
        System.arraycopy(tensor.data(), gate * block, ordered, to, block);
        to += block;
      }
    }
    return floats(ordered);
  }

  private static byte[] floats(float[] values) {
    byte[] bytes = new byte[4 * values.length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return bytes;
  }

  private static byte[] int64(long value) {
    byte[] bytes = new byte[8];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    return bytes;
  }
}
