package dev.foretide.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.nn.Architecture;
import dev.foretide.nn.Network;
import dev.foretide.series.ExpertTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkEncodingTest {
  private static final ModelShape SHAPE = Models.shape(4, 2, Evaluation.STATEFUL);

  /** A model whose residual scale is 0.5 at lead 1 and 0.25 at lead 2. */
  private static Model model(NetworkEncoding encoding) {
    int inputs = NetworkInputs.size(SHAPE, encoding);
    Network network = Network.initialise(Architecture.parse("lstm:2,dense", inputs, 2), 1, false);
    LinearHeads heads = Models.heads(SHAPE, 1);
    float[] scale = {0.5f, 0.25f};
    ExpertTable errors = new ExpertTable(2, 0);
    return new Model(
        "g", 1, 1, SHAPE, heads, Map.of(), network, encoding, scale, errors, Provenance.NONE);
  }

  @Test
  void shouldAddResidualToTheHead() {
    Model model = model(NetworkEncoding.Relative.ON_HEAD);

    assertThat(model.networkForecast(2, 3, 8, 100, 10)).isEqualTo(3 + 0.25f * 8);
  }

  @Test
  void shouldLeaveTheHeadOutOnTheLastValue() {
    Model model = model(NetworkEncoding.Relative.ON_LAST_VALUE);

    assertThat(model.networkForecast(1, 3, 8, 100, 10)).isEqualTo(0.5f * 8);
  }

  @Test
  void shouldMeasureFixedUnitsFromTheLastValueInTheSeriesScale() {
    Model model = model(new NetworkEncoding.Fixed(List.of(90.0), List.of(5.0)));

    // 90 + 5 * 8 = 130, which is 30 above the last value, three spreads
    assertThat(model.networkForecast(1, 3, 8, 100, 10)).isCloseTo(3, within(1e-6f));
  }

  @Test
  void shouldKeepFarOutputsFinite() {
    Model model = model(new NetworkEncoding.Fixed(List.of(0.0), List.of(1e300)));

    assertThat(model.networkForecast(1, 0, 1e30f, 0, 1e-9)).isFinite();
  }

  @Test
  void shouldRefuseUnitsThatAreNotOnePerFeature() {
    NetworkEncoding two = new NetworkEncoding.Fixed(List.of(1.0, 2.0), List.of(1.0, 2.0));

    assertThatThrownBy(() -> model(two))
        .hasMessage(
            "mean [1.0, 2.0] and scale [1.0, 2.0], must have one number for each of"
                + " readings.features [value]");
  }
}
