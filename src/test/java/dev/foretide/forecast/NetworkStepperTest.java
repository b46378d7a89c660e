package dev.foretide.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.model.NetworkInputs;
import dev.foretide.model.Provenance;
import dev.foretide.model.Regressors;
import dev.foretide.nn.Network;
import dev.foretide.score.HalfFloat;
import dev.foretide.series.Expert;
import dev.foretide.series.GapFill;
import dev.foretide.series.SeriesContext;
import dev.foretide.series.WindowContext;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkStepperTest {
  private static final int WINDOW = 6;
  private static final int HORIZON = 3;
  private static final String LAYERS = "lstm:5,lstm:3,dense";

  private final Random random = new Random(3);
  private final ModelShape shape = Models.richShape(WINDOW, HORIZON, 0, Evaluation.STATEFUL);
  private final Model first =
      Models.model(shape, 1, 1, Models.heads(shape, 1), Models.network(shape, LAYERS, 1));

  @Test
  void shouldCarryStateFromStepToStep() {
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 2, 0));
    series.model = first;
    Network network = Objects.requireNonNull(first.network());
    int size = NetworkInputs.size(shape);
    float[] rows = new float[100 * size];
    float[] output = new float[HORIZON];
    float[] carried = new float[network.stateSize()];
    for (int step = 0; step < 100; step++) {
      read(series, step);
      encode(series, first, 0, rows, step * size);

      network.step(rows, step * size, carried, output, network.newWorkspace());
      HalfFloat.toFloats(halves(carried), carried);

      assertThat(series.state.networkState).isEqualTo(halves(carried));
    }
    float[] exact = new float[network.stateSize()];
    network.run(rows, 100, exact, output, network.newWorkspace());
    assertThat(carried).as("in 16 bits").containsExactly(exact, within(2e-3f));
  }

  @Test
  void shouldReplayWindowWhenNetworkVersionChanges() {
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 2, 0));
    series.model = first;
    for (int step = 0; step < 20; step++) {
      read(series, step);
    }

    series.model =
        Models.model(shape, 2, 2, Models.heads(shape, 1), Models.network(shape, LAYERS, 9));
    read(series, 20);

    assertThat(series.state.networkVersion).isEqualTo(2);
    assertThat(series.state.networkState).isEqualTo(replayed(series, series.model));
  }

  @Test
  void shouldReplayWindowWhenNetworkGrows() {
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 2, 0));
    series.model = first;
    for (int step = 0; step < 20; step++) {
      read(series, step);
    }

    series.model =
        Models.model(shape, 2, 2, Models.heads(shape, 1), Models.network(shape, "lstm:9,dense", 9));
    read(series, 20);

    assertThat(series.state.networkState).hasSize(18).isEqualTo(replayed(series, series.model));
  }

  @Test
  void shouldShowTheNetworkWhatTheHeadsOfTheSeriesSay() {
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 2, 0));
    Model own =
        new Model(
            first.group(),
            first.version(),
            first.networkVersion(),
            shape,
            first.heads(),
            Map.of(Scenario.SERIES, Models.heads(shape, 77)),
            first.network(),
            first.encoding(),
            first.residualScale(),
            first.expertErrors(),
            Provenance.NONE);
    series.model = own;
    for (int step = 0; step < WINDOW; step++) {
      read(series, step);
    }

    series.state.networkVersion = SeriesState.STALE;
    read(series, WINDOW);

    assertThat(series.state.networkState).isEqualTo(replayed(series, own));
    assertThat(series.state.networkState).isNotEqualTo(replayed(series, first));
  }

  @Test
  void shouldNotReplayWhenOnlyHeadsChange() {
    Scenario swapped = new Scenario(Scenario.settings(shape, GapFill.HOLD, 2, 0));
    swapped.model = first;
    for (int step = 0; step < 20; step++) {
      read(swapped, step);
    }
    float[] state = floats(swapped.state.networkState);
    Network network = Objects.requireNonNull(first.network());

    swapped.model = Models.model(shape, 2, 1, Models.heads(shape, 8), network);
    read(swapped, 20);

    float[] row = new float[NetworkInputs.size(shape)];
    encode(swapped, swapped.model, 0, row, 0);
    network.step(row, 0, state, new float[HORIZON], network.newWorkspace());
    assertThat(swapped.state.networkState).as("goes on from what it was").isEqualTo(halves(state));
    assertThat(swapped.state.networkState).isNotEqualTo(replayed(swapped, swapped.model));
    assertThat(swapped.state.version()).isEqualTo(2);
  }

  @Test
  void shouldAdvanceOverFilledSteps() {
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 2, 0));
    series.model = first;
    for (int step = 0; step < 10; step++) {
      read(series, step);
    }
    float[] state = floats(series.state.networkState);
    Network network = Objects.requireNonNull(first.network());

    read(series, 12); // steps 10 and 11 are filled

    float[] row = new float[NetworkInputs.size(shape)];
    for (int age = 2; age >= 0; age--) {
      encode(series, first, age, row, 0);
      network.step(row, 0, state, new float[HORIZON], network.newWorkspace());
    }
    assertThat(series.state.networkState).isEqualTo(halves(state));
  }

  /** The LSTM's own forecast waits beside the combined one, so that it can be compared. */
  @Test
  void shouldForecastWindowedWhatPredictGivesForEncodedWindow() {
    ModelShape windowed = Models.richShape(WINDOW, HORIZON, 0, Evaluation.WINDOWED);
    Scenario series = new Scenario(Scenario.settings(windowed, GapFill.HOLD, 2, 0));
    Network network = Models.network(windowed, LAYERS, 1);
    series.model = Models.model(windowed, null, network);
    int size = NetworkInputs.size(windowed);
    for (int step = 0; step < 40; step++) {
      read(series, step);
      if (step < WINDOW) {
        continue;
      }
      float[] rows = new float[WINDOW * size];
      for (int age = WINDOW - 1; age >= 0; age--) {
        encode(series, series.model, age, rows, (WINDOW - 1 - age) * size);
      }
      float[] expected = network.predict(rows, 1, WINDOW);
      for (int lead = 1; lead <= HORIZON; lead++) {
        float lstm = series.state.waiting.expert(step, lead, Expert.LSTM.index());
        float said = 0.5f * expected[lead - 1]; // residual scale
        assertThat(lstm).as("16 bits").isCloseTo(said, withinPercentage(0.05));
      }
    }
  }

  private void read(Scenario series, long step) {
    series.at(step, random.nextGaussian(), 3 + random.nextGaussian());
  }

  /** A row from the past as it is now: what the head says, and said one step before. */
  private static void encode(Scenario series, Model model, int age, float[] target, int offset) {
    ModelShape shape = series.settings.shape();
    SeriesContext context = new WindowContext(series.state.window, series.state.scale);
    long start = series.settings.grid().startOf(series.state.step);
    NetworkInputs inputs = new NetworkInputs(shape);
    inputs.encode(context, age, start, target, offset);
    if (NetworkInputs.seesHead(shape, model.encoding())) {
      float[] forecast = ask(model, context, age, start);
      int heat = shape.targetIndex();
      double error = 0;
      if (age + 1 < context.size()) {
        float said = ask(model, context, age + 1, start)[0];
        error =
            context.value(age, heat) - context.value(age + 1, heat) - context.spread(heat) * said;
      }
      inputs.encodeHead(error, context.change(heat), forecast, 0, target, offset);
    }
  }

  private static float[] ask(Model model, SeriesContext context, int age, long start) {
    Regressors regressors = new Regressors(model.shape());
    float[] forecast = new float[model.shape().horizon()];
    regressors.encode(context, age, start - age * model.shape().stepMillis());
    model.headsOf(Scenario.SERIES).linear().predict(regressors, forecast);
    return forecast;
  }

  /** State of a network that has seen nothing but the window as it is now. */
  static short[] replayed(Scenario series, Model model) {
    Network network = Objects.requireNonNull(model.network());
    int size = NetworkInputs.size(series.settings.shape());
    int steps = Math.min(series.state.window.size(), series.settings.shape().window());
    float[] rows = new float[steps * size];
    for (int age = steps - 1; age >= 0; age--) {
      encode(series, model, age, rows, (steps - 1 - age) * size);
    }
    float[] state = new float[network.stateSize()];
    float[] output = new float[series.settings.shape().horizon()];
    network.run(rows, steps, state, output, network.newWorkspace());
    return halves(state);
  }

  private static short[] halves(float[] values) {
    short[] halves = new short[values.length];
    HalfFloat.ofAll(values, halves);
    return halves;
  }

  private static float[] floats(short[] halves) {
    float[] values = new float[halves.length];
    HalfFloat.toFloats(halves, values);
    return values;
  }
}
