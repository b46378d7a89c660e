package dev.foretide.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.model.Provenance;
import dev.foretide.nn.Architecture;
import dev.foretide.nn.Network;
import dev.foretide.nn.Tensor;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.series.Forecast;
import dev.foretide.series.GapFill;
import dev.foretide.series.Source;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks from elsewhere, which take features and give values in units of their own. */
class FixedEncodingTest {
  private static final int HORIZON = 3;
  private static final NetworkEncoding.Fixed UNITS =
      new NetworkEncoding.Fixed(List.of(100.0, 20.0), List.of(50.0, 4.0));

  private final Random random = new Random(5);

  /**
   * Load and heat in, heat out: {@code y_h = 0.25 load + heat + h / 10}, in the network's units.
   */
  private static Model model(ModelShape shape, int version) {
    float[] weight = {0.25f, 1, 0.25f, 1, 0.25f, 1};
    Network network =
        Network.of(
            Architecture.parse("dense", 2, HORIZON),
            List.of(
                new Tensor("dense.0.weight", new int[] {HORIZON, 2}, weight),
                new Tensor("dense.0.bias", new int[] {HORIZON}, new float[] {0.1f, 0.2f, 0.3f})));
    ExpertTable errors = new ExpertTable(HORIZON, 1);
    for (int lead = 1; lead <= HORIZON; lead++) {
      errors.set(lead, Expert.LSTM, 1e-9f); // it alone counts
    }
    float[] scale = {7, 7, 7}; // of no effect with fixed units
    return new Model(
        "default",
        version,
        version,
        shape,
        null,
        Map.of(),
        network,
        UNITS,
        scale,
        errors,
        Provenance.NONE);
  }

  @ParameterizedTest
  @EnumSource
  void shouldEncodeFeaturesAndDecodeValuesInTheNetworksUnits(Evaluation evaluation) {
    ModelShape shape = Models.richShape(6, HORIZON, 0, evaluation);
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 2, 0));
    series.model = model(shape, 1);
    for (int step = 0; step < 5; step++) {
      series.at(step, 100 + random.nextGaussian(), 20 + random.nextGaussian());
    }

    Forecast forecast = Objects.requireNonNull(series.at(5, 150, 22).forecast());

    assertThat(forecast.source()).isEqualTo(Source.LSTM);
    // 0.25 (150 - 100) / 50 + (22 - 20) / 4 = 0.75
    for (int h = 0; h < HORIZON; h++) {
      assertThat(forecast.mean()[h]).isCloseTo(20 + 4 * (0.75f + (h + 1) / 10f), within(1e-3f));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldSwapBetweenEncodings(Evaluation evaluation) {
    ModelShape shape = Models.richShape(6, HORIZON, 0, evaluation);
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 2, 0));
    series.model = ours(shape, 1);
    for (int step = 0; step < 10; step++) {
      series.at(step, 100 + random.nextGaussian(), 20 + random.nextGaussian());
    }
    series.model = model(shape, 2);
    series.at(10, 150, 22);

    series.model = ours(shape, 3);
    Forecast back = Objects.requireNonNull(series.at(11, 150, 22).forecast());

    assertThat(back.version()).isEqualTo(3);
    assertThat(back.mean()).doesNotContain(Float.NaN);
  }

  private static Model ours(ModelShape shape, int version) {
    return Models.model(
        shape, version, version, Models.heads(shape, 1), Models.network(shape, "lstm:4,dense", 1));
  }
}
