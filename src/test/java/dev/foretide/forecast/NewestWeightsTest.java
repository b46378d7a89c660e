package dev.foretide.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.series.Forecast;
import dev.foretide.series.GapFill;
import dev.foretide.series.Reading;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The weights of a stored series are those by which its newest forecast was combined. */
class NewestWeightsTest {
  private static final int HORIZON = 3;
  private static final String SERIES = "pump-7";

  private final ModelShape shape = Models.shape(8, HORIZON, Evaluation.STATEFUL);
  private final ForecastSettings settings = Scenario.settings(shape, GapFill.HOLD, 2, 0);
  private ExpertTable issued = new ExpertTable(HORIZON);
  private final SeriesForecaster forecaster =
      new SeriesForecaster(
          settings,
          new ForecastObserver() {
            @Override
            public void issued(
                Forecast forecast, long origin, ExpertTable experts, ExpertTable weights) {
              issued = weights.copy();
            }

            @Override
            public void matured(String id, long origin, int lead, float actual) {}
          });

  @Test
  void shouldFindTheWeightsAgainInTheStoredState() {
    Model model = Models.model(shape, Models.heads(shape, 3), null);
    SeriesState stored = stored(model, 60);

    float[][] weights = forecaster.weights(stored, model);

    assertThat(weights).hasDimensions(Expert.COUNT, HORIZON);
    for (Expert expert : Expert.values()) {
      for (int lead = 1; lead <= HORIZON; lead++) {
        assertThat(weights[expert.index()][lead - 1])
            .as("%s at lead %d", expert, lead)
            .isEqualTo(issued.get(lead, expert));
      }
    }
    assertThat(weights[Expert.LINEAR.index()][0]).isPositive();
  }

  @Test
  void shouldNotGuessTheWeightsOfAnotherModel() {
    Model model = Models.model(shape, Models.heads(shape, 3), null);
    SeriesState stored = stored(model, 60);

    assertThat(forecaster.weights(stored, null)).isEmpty();
    assertThat(forecaster.weights(new SeriesState(settings), model)).isEmpty();
  }

  private SeriesState stored(@Nullable Model model, int steps) {
    SeriesState state = new SeriesState(settings);
    for (int step = 0; step < steps; step++) {
      double value = Math.sin(step / 4.0) + 0.1 * (step % 5);
      forecaster.process(
          state, new Reading(SERIES, step * 60_000L, new double[] {value}), "default", model);
    }
    SeriesStateCodec codec = new SeriesStateCodec(settings);
    SeriesState read = new SeriesState(settings);
    codec.read(codec.write(state), read);
    return read;
  }
}
