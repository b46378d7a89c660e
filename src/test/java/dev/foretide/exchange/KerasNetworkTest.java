package dev.foretide.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.model.ModelFormatException;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Keras configuration may say. Texts have single quotes for double. */
class KerasNetworkTest {
  private static final String LSTM =
      "{'class_name':'LSTM','config':{'name':'l','units':2,'activation':'tanh',"
          + "'recurrent_activation':'sigmoid','return_sequences':false}}";
  private static final String DENSE =
      "{'class_name':'Dense','config':{'name':'d','units':1,'activation':'linear'}}";

  /** Weights that fit LSTM and DENSE above: 3 inputs, 2 units, 1 output. */
  private static List<Tensor> weights(KerasLayer layer) {
    return layer.kind().equals("LSTM")
        ? List.of(zeros(3, 8), zeros(2, 8), zeros(8))
        : List.of(zeros(2, 1), zeros(1));
  }

  private static Tensor zeros(int... shape) {
    int size = 1;
    for (int n : shape) {
      size *= n;
    }
    return new Tensor("zeros", shape, new float[size]);
  }

  private static String model(String... layers) {
    return "{'class_name':'Sequential','config':{'layers':[" + String.join(",", layers) + "]}}";
  }

  private static Network build(String config) {
    return KerasNetwork.build(config.replace('\'', '"'), KerasNetworkTest::weights);
  }

  @Test
  void shouldReadLayerListOfOldKeras() {
    Network network = build("{'class_name':'Sequential','config':[" + LSTM + "," + DENSE + "]}");

    assertThat(network.architecture().toString()).isEqualTo("lstm:2,dense:1");
    assertThat(network.architecture().inputSize()).isEqualTo(3);
  }

  @Test
  void shouldAcceptStatefulFlagAndUnroll() {
    String stateful = LSTM.replace("'units'", "'stateful':true,'unroll':true,'units'");

    assertThat(build(model(stateful, DENSE)).architecture().toString()).isEqualTo("lstm:2,dense:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'tanh'             | 'relu'         | layer l (LSTM): activation is relu, must be tanh",
        "'sigmoid'          | 'hard_sigmoid' | layer l (LSTM): recurrent_activation is hard_sigmoid",
        "'units'            | 'go_backwards':true,'units' | layer l (LSTM): go_backwards is true",
        "'units'            | 'time_major':true,'units'   | layer l (LSTM): time_major is true",
        "'units'            | 'return_state':true,'units' | layer l (LSTM): return_state is true",
        "return_sequences':false | return_sequences':true | layer l (LSTM): return_sequences is true",
        "'tanh'             | {'class_name':'Own','config':'tanh'} | layer l (LSTM): activation is {",
        "'linear'           | 'elu'    | layer d (Dense): activation 'elu'",
        "'Dense'            | 'GRU'    | layer d (GRU): unknown kind",
        "'Dense'            | 'Bidirectional' | layer d (Bidirectional): unknown kind",
        "'Sequential'       | 'Functional' | Keras model of class Functional, must be Sequential",
        "'LSTM'             | 'SimpleRNN'  | no LSTM layer",
        "'units':2          | 'use_bias':false,'units':2 | layer l (LSTM): 3 weights, must be 2",
        "'layers'           | 'lagers'     | no LSTM layer",
      })
  void shouldRefuseWhatItCannotComputeByName(String part, String instead, String message) {
    String config = model(LSTM, DENSE).replace(part, instead);

    assertThatThrownBy(() -> build(config))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldRefuseLastStepBeforeAnotherLstm() {
    assertThatThrownBy(() -> build(model(LSTM, LSTM)))
        .hasMessage("layer l (LSTM): return_sequences is false, must be true before another LSTM");
  }

  @Test
  void shouldRefuseDropoutOfEverything() {
    String dropout = "{'class_name':'Dropout','config':{'name':'out','rate':1.0}}";

    assertThatThrownBy(() -> build(model(LSTM, dropout, DENSE)))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("layer out (Dropout): dropout rate 1.0 must be in [0, 1)");
  }

  @Test
  void shouldRefuseKernelOfAnotherShapeByName() {
    KerasWeights cudnn =
        layer ->
            layer.kind().equals("LSTM")
                ? List.of(zeros(3, 8), zeros(2, 8), zeros(16))
                : weights(layer);
    String config = model(LSTM, DENSE).replace('\'', '"');

    assertThatThrownBy(() -> KerasNetwork.build(config, cudnn))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage("layer l: tensor zeros has shape [16], must be [8]");
  }

  @Test
  void shouldRefuseWeightsThatAreNotFinite() {
    Tensor broken = zeros(2, 1);
    broken.data()[1] = Float.NaN;
    KerasWeights weights =
        layer -> layer.kind().equals("Dense") ? List.of(broken, zeros(1)) : weights(layer);
    String config = model(LSTM, DENSE).replace('\'', '"');

    assertThatThrownBy(() -> KerasNetwork.build(config, weights))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("tensor zeros has a value that is not finite");
  }

  @Test
  void shouldRefuseConfigurationThatIsNoJson() {
    assertThatThrownBy(() -> build("{"))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("Keras configuration is not JSON");
  }
}
