package dev.foretide.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The structure of what is written, read back by the field numbers of {@code onnx.proto3}. That
 * ONNX Runtime computes the same numbers from it is held by a test of the profile {@code jmh}.
 */
class OnnxExportTest {
  private static final ModelShape SHAPE = Models.richShape(4, 3, 6, Evaluation.STATEFUL);
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;

  @Test
  void shouldHaveStatesAsInputsAndOutputs() throws Exception {
    UnknownFieldSet graph = graph(model("lstm:3,dropout:0.1,lstm:2,dense"), false);

    assertThat(texts(graph, GRAPH_INPUT, 1)).containsExactly("input", "h.0", "c.0", "h.2", "c.2");
    assertThat(texts(graph, GRAPH_OUTPUT, 1))
        .containsExactly("h.0.next", "c.0.next", "h.2.next", "c.2.next", "output");
  }

  @Test
  void shouldHaveNeitherStateInputsNorOutputsWhenWindowed() throws Exception {
    UnknownFieldSet graph = graph(model("lstm:3,lstm:2,dense"), true);

    assertThat(texts(graph, GRAPH_INPUT, 1)).containsExactly("input");
    assertThat(texts(graph, GRAPH_OUTPUT, 1)).containsExactly("output");
  }

  @Test
  void shouldLeaveDropoutOutAndRunTheHeadBehindTheLastStep() throws Exception {
    UnknownFieldSet graph = graph(model("lstm:3,dropout:0.1,lstm:2,dense:4:relu,dense"), true);

    assertThat(texts(graph, GRAPH_NODE, 4))
        .containsExactly(
            "Transpose",
            "LSTM",
            "Squeeze",
            "LSTM",
            "Squeeze",
            "MatMul",
            "Add",
            "Relu",
            "MatMul",
            "Add",
            "Identity");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lstm:3,lstm:2,dense:4:softmax,dense",
        "dense:2:tanh,lstm:3",
        "dense:4:sigmoid,dense"
      })
  void shouldDefineEveryValueBeforeItIsUsed(String layers) throws Exception {
    UnknownFieldSet graph = graph(model(layers), false);

    Set<String> defined = new HashSet<>(texts(graph, GRAPH_INPUT, 1));
    defined.addAll(texts(graph, GRAPH_INITIALIZER, 8));
    for (UnknownFieldSet node : messages(graph, GRAPH_NODE)) {
      for (String input : texts(node, 1)) {
        assertThat(input.isEmpty() || defined.contains(input)).as(input).isTrue();
      }
      for (String output : texts(node, 2)) {
        assertThat(defined.add(output)).as("%s is defined once", output).isTrue();
      }
    }
    assertThat(defined).containsAll(texts(graph, GRAPH_OUTPUT, 1));
  }

  @Test
  void shouldOrderGatesInputOutputForgetCell() throws Exception {
    Model model = model("lstm:1,dense");
    Network network = model.network();

    UnknownFieldSet graph = graph(model, false);

    Map<String, float[]> constants = constants(graph);
    for (String part : List.of("ih", "hh")) {
      float[] ours = parameter(network, "lstm.0.weight_" + part);
      float[] theirs = constants.get(part.equals("ih") ? "lstm.0.W" : "lstm.0.R");
      int block = ours.length / 4;
      for (int i = 0; i < block; i++) {
        assertThat(theirs[i]).as("input gate").isEqualTo(ours[i]);
        assertThat(theirs[block + i]).as("output gate").isEqualTo(ours[3 * block + i]);
        assertThat(theirs[2 * block + i]).as("forget gate").isEqualTo(ours[block + i]);
        assertThat(theirs[3 * block + i]).as("cell").isEqualTo(ours[2 * block + i]);
      }
    }
    assertThat(constants.get("lstm.0.B")).containsExactly(0, 0, 1, 0, 0, 0, 0, 0);
  }

  @Test
  void shouldStoreDenseWeightsTransposed() throws Exception {
    Model model = model("lstm:2,dense");

    UnknownFieldSet graph = graph(model, false);

    float[] ours = parameter(model.network(), "dense.1.weight"); // [3, 2]
    assertThat(constants(graph).get("dense.1.W"))
        .containsExactly(ours[0], ours[2], ours[4], ours[1], ours[3], ours[5]);
  }

  @Test
  void shouldSayOpsetAndWhatTheModelIs() throws Exception {
    byte[] file = OnnxExport.write(model("lstm:2,dense"), false);

    UnknownFieldSet written = UnknownFieldSet.parseFrom(file);
    Map<String, String> metadata = new HashMap<>();
    for (UnknownFieldSet entry : messages(written, 14)) {
      metadata.put(texts(entry, 1).get(0), texts(entry, 2).get(0));
    }
    assertThat(written.getField(1).getVarintList()).containsExactly(8L);
    assertThat(messages(written, 8).get(0).getField(2).getVarintList()).containsExactly(17L);
    assertThat(metadata)
        .containsEntry("readings.features", "load,heat")
        .containsEntry("readings.target", "heat")
        .containsEntry("model.layers", "lstm:2,dense:3")
        .containsEntry("residual.scale", "0.5,0.5,0.5")
        .containsEntry("training.seed", "7");
  }

  @Test
  void shouldRefuseModelWithoutNetworkByName() {
    Model model = Models.model(SHAPE, Models.heads(SHAPE, 1), null);

    assertThatThrownBy(() -> OnnxExport.write(model, false))
        .hasMessage("model default@1 has no network, ONNX needs one");
  }

  private static Model model(String layers) {
    return Models.model(SHAPE, Models.heads(SHAPE, 1), Models.network(SHAPE, layers, 4));
  }

  private static float[] parameter(Network network, String name) {
    return network.parameters().stream()
        .filter(tensor -> tensor.name().equals(name))
        .map(Tensor::data)
        .findFirst()
        .orElseThrow();
  }

  private static UnknownFieldSet graph(Model model, boolean windowed) throws Exception {
    byte[] file = OnnxExport.write(model, windowed);
    return messages(UnknownFieldSet.parseFrom(file), MODEL_GRAPH).get(0);
  }

  private static Map<String, float[]> constants(UnknownFieldSet graph)
      throws InvalidProtocolBufferException {
    Map<String, float[]> constants = new HashMap<>();
    for (UnknownFieldSet tensor : messages(graph, GRAPH_INITIALIZER)) {
      ByteString raw = tensor.getField(9).getLengthDelimitedList().get(0);
      float[] values = new float[raw.size() / Float.BYTES];
      raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      constants.put(texts(tensor, 8).get(0), values);
    }
    return constants;
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field)
      throws InvalidProtocolBufferException {
    List<UnknownFieldSet> messages = new ArrayList<>();
    for (ByteString bytes : message.getField(field).getLengthDelimitedList()) {
      messages.add(UnknownFieldSet.parseFrom(bytes));
    }
    return messages;
  }

  private static List<String> texts(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().stream()
        .map(bytes -> bytes.toString(UTF_8))
        .toList();
  }

  /** A text field of every message in a repeated field. */
  private static List<String> texts(UnknownFieldSet message, int field, int inner)
      throws InvalidProtocolBufferException {
    List<String> texts = new ArrayList<>();
    for (UnknownFieldSet part : messages(message, field)) {
      texts.addAll(texts(part, inner));
    }
    return texts;
  }
}
