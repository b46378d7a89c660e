package dev.foretide.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.exchange.ImportedModel.Label;
import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.ModelFormatException;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.nn.Architecture;
import dev.foretide.nn.Network;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImportedModelTest {
  private static final ModelShape SHAPE = Models.richShape(6, 3, 0, Evaluation.STATEFUL);
  private static final NetworkEncoding.Fixed UNITS =
      new NetworkEncoding.Fixed(List.of(1.0, 2.0), List.of(3.0, 4.0));
  private static final Label LABEL = new Label("pumps", 7, Map.of("imported.file", "a.h5"));

  private static Network network(int inputs, int outputs) {
    return Network.initialise(Architecture.parse("lstm:2,dense", inputs, outputs), 1, false);
  }

  @Test
  void shouldSayHowTheRowOfFeaturesIsMadeUpWhenItDoesNotFit() {
    assertThatThrownBy(() -> ImportedModel.of(network(8, 3), UNITS, SHAPE, LABEL))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(
            "the network takes 8 values per step, must be 2: one for each of the features load,"
                + " heat");
  }

  @Test
  void shouldSayHowTheRelativeRowIsMadeUpWhenItDoesNotFit() {
    assertThatThrownBy(
            () ->
                ImportedModel.of(
                    network(2, 3), NetworkEncoding.Relative.ON_LAST_VALUE, SHAPE, LABEL))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage(
            "the network takes 2 values per step, must be 14: deviation and change of the features"
                + " load, heat, 10 sines and cosines of hour, weekday");
  }

  @Test
  void shouldRefuseNetworkOfAnotherHorizon() {
    assertThatThrownBy(() -> ImportedModel.of(network(2, 1), UNITS, SHAPE, LABEL))
        .isInstanceOf(ModelFormatException.class)
        .hasMessage("the network puts out 1 values, must be 3: one per lead of the horizon");
  }

  @Test
  void shouldMakeANetworkAnExpertOfItsOwnWithUnknownErrors() {
    Model model = ImportedModel.of(network(2, 3), UNITS, SHAPE, LABEL);

    assertThat(model.heads()).isNull();
    assertThat(model.group()).isEqualTo("pumps");
    assertThat(model.version()).isEqualTo(7);
    assertThat(model.networkVersion()).isEqualTo(7);
    assertThat(model.residualScale()).containsOnly(1);
    assertThat(model.expertErrors().toRows()).containsOnly(Float.NaN);
    assertThat(ModelCodec.read(ModelCodec.write(model)).encoding()).isEqualTo(UNITS);
  }

  @Test
  void shouldTakeInAVersionOfOursWithHeadAndErrors() {
    Model ours =
        Models.model(SHAPE, 9, 4, Models.heads(SHAPE, 1), Models.network(SHAPE, "lstm:2,dense", 2));

    Model model = ImportedModel.of(ours, SHAPE, LABEL);

    assertThat(model.heads()).isSameAs(ours.heads());
    assertThat(model.network()).isSameAs(ours.network());
    assertThat(model.encoding()).isEqualTo(NetworkEncoding.Relative.ON_HEAD);
    assertThat(model.residualScale()).isEqualTo(ours.residualScale());
    assertThat(model.networkVersion()).as("numbers elsewhere say nothing here").isEqualTo(7);
  }

  @Test
  void shouldRefuseAVersionOfOursMadeForAnotherShape() {
    Model ours = Models.model(SHAPE, Models.heads(SHAPE, 1), null);
    ModelShape other = Models.richShape(6, 4, 0, Evaluation.STATEFUL);

    assertThatThrownBy(() -> ImportedModel.of(ours, other, LABEL))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("it was made for ")
        .hasMessageContaining("horizon 3, not 4");
  }
}
