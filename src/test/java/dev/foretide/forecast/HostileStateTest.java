package dev.foretide.forecast;

import dev.foretide.Mutations;
import dev.foretide.model.Evaluation;
import dev.foretide.series.Reading;
import org.junit.jupiter.api.Test;

/** State bytes that rotted. */
class HostileStateTest {
  private static final int MUTANTS = 20_000;

  @Test
  void shouldReadOrRefuseDamagedStates() {
    Scenario series = SeriesForecasterPropertyTest.scenarioOf(Evaluation.STATEFUL);
    SeriesForecasterPropertyTest.replay(series, 8, 200).forEach(Runnable::run);
    SeriesStateCodec codec = new SeriesStateCodec(series.settings);
    SeriesState state = new SeriesState(series.settings);

    Mutations.survive(
        codec.write(series.state),
        MUTANTS,
        SeriesStateException.class,
        1 << 20,
        bytes -> {
          SeriesStateHeader.requireReadable(bytes);
          SeriesStateHeader.statusOf(bytes);
          SeriesStateHeader.openUntil(bytes);
          SeriesStateHeader.stepMillisOf(bytes);
          codec.read(bytes, state);
        });
  }

  @Test
  void shouldReadOrRefuseDamagedFirstReadings() {
    FirstReadings prelude = new FirstReadings(2);
    for (int i = 0; i < 6; i++) {
      prelude.add(new Reading("a", 1_000L * i, new double[] {i, Double.NaN}));
    }

    Mutations.survive(
        prelude.write(),
        MUTANTS,
        SeriesStateException.class,
        1 << 20,
        bytes -> FirstReadings.read(bytes, "a", 2));
  }
}
