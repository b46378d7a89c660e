package dev.foretide.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * An ONNX graph in the making: nodes, constants, inputs and outputs, by the field numbers of {@code
 * onnx.proto3} (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3). Nodes are added in
 * topological order. Owned by one thread.
 */
final class OnnxGraph {
  /** IR version 8 is that of ONNX 1.12, the release of opset 17. */
  private static final long IR_VERSION = 8;

  private static final long OPSET = 17;

  /** Field numbers of the messages, as {@code MESSAGE_FIELD}. */
  private static final int MODEL_IR_VERSION = 1;

  private static final int MODEL_PRODUCER = 2;
  private static final int MODEL_DOC = 6;
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_OPSET = 8;
  private static final int MODEL_METADATA = 14;
  private static final int OPSET_VERSION = 2;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_NAME = 2;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_NAME = 3;
  private static final int NODE_OPERATOR = 4;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_NAME = 1;
  private static final int ATTRIBUTE_INT = 3;
  private static final int ATTRIBUTE_INTS = 8;
  private static final int ATTRIBUTE_TYPE = 20;
  private static final int TENSOR_DIMENSION = 1;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_RAW = 9;
  private static final int VALUE_NAME = 1;
  private static final int VALUE_TYPE = 2;
  private static final int TYPE_TENSOR = 1;
  private static final int TYPE_ELEMENT = 1;
  private static final int TYPE_SHAPE = 2;
  private static final int SHAPE_DIMENSION = 1;
  private static final int DIMENSION_VALUE = 1;
  private static final int DIMENSION_NAME = 2;

  /** Values of the enums {@code AttributeType} and {@code DataType}. */
  private static final long TYPE_INT = 2;

  private static final long TYPE_INTS = 7;
  private static final long FLOAT32 = 1;
  private static final long INT64 = 7;

  private final ProtobufMessage graph = new ProtobufMessage();

  OnnxGraph(String name) {
    graph.text(GRAPH_NAME, name);
  }

  /** Attributes of one node. Whole numbers and lists of them are all that is needed here. */
  static final class Attributes {
    private final ProtobufMessage node = new ProtobufMessage();

    Attributes number(String name, long value) {
      return add(
          new ProtobufMessage()
              .text(ATTRIBUTE_NAME, name)
              .number(ATTRIBUTE_INT, value)
              .number(ATTRIBUTE_TYPE, TYPE_INT));
    }

    Attributes numbers(String name, long... values) {
      ProtobufMessage attribute = new ProtobufMessage().text(ATTRIBUTE_NAME, name);
      for (long value : values) {
        attribute.number(ATTRIBUTE_INTS, value);
      }
      return add(attribute.number(ATTRIBUTE_TYPE, TYPE_INTS));
    }

    private Attributes add(ProtobufMessage attribute) {
      node.message(NODE_ATTRIBUTE, attribute);
      return this;
    }
  }

  /**
   * Adds a node named after its first output.
   *
   * @param inputs names of values; an empty name leaves an optional input out
   */
  void node(String operator, List<String> inputs, List<String> outputs, Attributes attributes) {
    ProtobufMessage node = attributes.node;
    inputs.forEach(input -> node.text(NODE_INPUT, input));
    outputs.forEach(output -> node.text(NODE_OUTPUT, output));
    node.text(NODE_NAME, outputs.get(0) + ":" + operator).text(NODE_OPERATOR, operator);
    graph.message(GRAPH_NODE, node);
  }

  /** Adds a constant of float32. */
  void constant(String name, float[] values, long... shape) {
    byte[] raw = new byte[values.length * Float.BYTES];
    littleEndian(raw).asFloatBuffer().put(values);
    constant(name, FLOAT32, raw, shape);
  }

  /** Adds a constant of int64; without a shape it is a scalar. */
  void constant(String name, long value, long... shape) {
    byte[] raw = new byte[Long.BYTES];
    littleEndian(raw).putLong(value);
    constant(name, INT64, raw, shape);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void constant(String name, long type, byte[] raw, long... shape) {
    ProtobufMessage tensor = new ProtobufMessage();
    for (long size : shape) {
      tensor.number(TENSOR_DIMENSION, size);
    }
    tensor.number(TENSOR_TYPE, type).text(TENSOR_NAME, name).bytes(TENSOR_RAW, raw);
    graph.message(GRAPH_INITIALIZER, tensor);
  }

  /**
   * Adds an input of float32.
   *
   * @param shape sizes as {@link Integer}, names of free sizes as {@link String}
   */
  void input(String name, List<?> shape) {
    graph.message(GRAPH_INPUT, value(name, shape));
  }

  /** Adds an output of float32; shape as for {@link #input}. */
  void output(String name, List<?> shape) {
    graph.message(GRAPH_OUTPUT, value(name, shape));
  }

  private static ProtobufMessage value(String name, List<?> shape) {
    ProtobufMessage dimensions = new ProtobufMessage();
    for (Object size : shape) {
      ProtobufMessage dimension = new ProtobufMessage();
      dimensions.message(
          SHAPE_DIMENSION,
          size instanceof Integer number
              ? dimension.number(DIMENSION_VALUE, number)
              : dimension.text(DIMENSION_NAME, size.toString()));
    }
    ProtobufMessage tensor =
        new ProtobufMessage().number(TYPE_ELEMENT, FLOAT32).message(TYPE_SHAPE, dimensions);
    return new ProtobufMessage()
        .text(VALUE_NAME, name)
        .message(VALUE_TYPE, new ProtobufMessage().message(TYPE_TENSOR, tensor));
  }

  /** The bytes of a model with this graph. */
  byte[] model(String documentation, Map<String, String> metadata) {
    ProtobufMessage model =
        new ProtobufMessage()
            .number(MODEL_IR_VERSION, IR_VERSION)
            .text(MODEL_PRODUCER, "foretide")
            .text(MODEL_DOC, documentation)
            .message(MODEL_GRAPH, graph)
            .message(MODEL_OPSET, new ProtobufMessage().number(OPSET_VERSION, OPSET));
    metadata.forEach(
        (key, value) ->
            model.message(
                MODEL_METADATA,
                new ProtobufMessage().text(ENTRY_KEY, key).text(ENTRY_VALUE, value)));
    return model.toBytes();
  }
}
