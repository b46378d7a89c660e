package dev.foretide.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.nn.LayerSpec.Dense;
import dev.foretide.nn.LayerSpec.Dropout;
import dev.foretide.nn.LayerSpec.Elementwise;
import dev.foretide.nn.LayerSpec.Lstm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
  @Test
  void shouldReadLayersInOrder() {
    Architecture architecture =
        Architecture.parse(
            "lstm:100, dropout:0.2,LSTM:50,dropout:0.2,dense:16:relu,activation:tanh,dense", 8, 24);

    assertThat(architecture.layers())
        .isEqualTo(
            List.of(
                new Lstm(100),
                new Dropout(0.2f),
                new Lstm(50),
                new Dropout(0.2f),
                new Dense(16, Activation.RELU),
                new Elementwise(Activation.TANH),
                new Dense(24, Activation.LINEAR)));
    assertThat(architecture)
        .hasToString(
            "lstm:100,dropout:0.2,lstm:50,dropout:0.2,dense:16:relu,activation:tanh,dense:24");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lstm:64,lstm:32,dense",
        "dense",
        "lstm:3",
        "dense:4:sigmoid,lstm:5,dropout:0.125,dense:3:softmax",
        "dropout:0,lstm:2,dense:3,activation:linear"
      })
  void shouldReadItsOwnText(String text) {
    Architecture architecture = Architecture.parse(text, 2, 3);

    assertThat(Architecture.parse(architecture.toString(), 2, 3)).isEqualTo(architecture);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                  | no layer: an architecture needs at least one",
        "gru:8,dense         | layer 0 'gru:8': unknown kind 'gru': must be lstm, dropout, dense or"
            + " activation",
        "lstm:8,,dense       | layer 1 '': unknown kind '': must be lstm, dropout, dense or"
            + " activation",
        "lstm,dense          | layer 0 'lstm': must be lstm:VALUE",
        "dense,lstm:0,dense  | layer 1 'lstm:0': lstm units 0 must be from 1 to 268435456",
        "lstm:-4,dense       | layer 0 'lstm:-4': lstm units -4 must be from 1 to 268435456",
        "lstm:1000000000     | layer 0 'lstm:1000000000': lstm units 1000000000 must be from 1 to"
            + " 268435456",
        "lstm:99999999999    | layer 0 'lstm:99999999999': units '99999999999' must be a whole"
            + " number",
        "lstm:big,dense      | layer 0 'lstm:big': units 'big' must be a whole number",
        "lstm:8:relu,dense   | layer 0 'lstm:8:relu': must be lstm:VALUE",
        "dense:0             | layer 0 'dense:0': dense units 0 must be from 1 to 268435456",
        "dense:3:relu:1      | layer 0 'dense:3:relu:1': must be dense[:UNITS[:ACTIVATION]]",
        "dense:3:selu        | layer 0 'dense:3:selu': activation 'selu': must be one of [linear,"
            + " relu, tanh, sigmoid, softmax]",
        "dropout:1,dense     | layer 0 'dropout:1': dropout rate 1.0 must be in [0, 1)",
        "dropout:-0.1,dense  | layer 0 'dropout:-0.1': dropout rate -0.1 must be in [0, 1)",
        "dropout:NaN,dense   | layer 0 'dropout:NaN': dropout rate NaN must be in [0, 1)",
        "dropout:x,dense     | layer 0 'dropout:x': rate 'x' must be a number in [0, 1)",
        "lstm:8,dense:4      | layer 1 'dense:4': gives 4 values, must give the output size 3",
        "lstm:8              | layer 0 'lstm:8': gives 8 values, must give the output size 3",
        "dense:9,lstm:8192   | layer 1 'lstm:8192': 268795931 parameters up to here, must be at most"
            + " 268435456",
        "lstm:268435456      | layer 0 'lstm:268435456': 288230380446679040 parameters up to here,"
            + " must be at most 268435456"
      })
  void shouldNameLayerValueAndRuleWhenTextIsWrong(String text, String message) {
    assertThatThrownBy(() -> Architecture.parse(text, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void shouldRefuseSizeBelowOne() {
    assertThatThrownBy(() -> Architecture.parse("dense", 0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("input size 0, output size 3: must be at least 1");
  }
}
