package dev.foretide.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.Keys;
import dev.foretide.series.Forecast;
import dev.foretide.series.Reading;
import dev.foretide.series.Score;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoopMessagesTest {
  private static final long STEP_MILLIS = 1_000;

  /** What is always the same would cost a compressor, the brokers and the network nothing. */
  @Test
  void shouldSaySomethingElseOfEachReading() {
    ForetideConfig config =
        new ForetideConfig(
            Map.of(
                Keys.BOOTSTRAP_SERVERS,
                "localhost:1",
                Keys.STEP,
                "1s",
                Keys.WINDOW,
                "16",
                Keys.HORIZON,
                "3",
                Keys.MODEL_LAYERS,
                "none"));
    List<Reading> past = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      past.add(reading("then", i, Math.sin(i)));
    }
    NoopMessages template = NoopMessages.of(config, BenchModel.of(config), past);

    Set<String> said = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Forecast forecast = template.forecastFor(reading("now", 200 + i, 1.25 * i));
      Score score = template.scoreFor(reading("now", 200 + i, 1.25 * i));
      said.add(forecast.mean()[0] + " " + forecast.lower()[0][0] + " " + score.leads().get(0));
      assertThat(forecast.series()).isEqualTo("now");
      assertThat(forecast.origin()).isEqualTo(STEP_MILLIS * (200 + i)).isEqualTo(score.at());
      assertThat(forecast.mean()[2] - template.forecast().mean()[2])
          .isCloseTo(1.25f * i, within(1e-4f));
    }
    assertThat(said).hasSize(50);
  }

  private static Reading reading(String series, int step, double value) {
    return new Reading(series, step * STEP_MILLIS, new double[] {value});
  }
}
