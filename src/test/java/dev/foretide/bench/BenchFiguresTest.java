package dev.foretide.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.Keys;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchFiguresTest {
  @Test
  void shouldTakeTheMiddle() {
    assertThat(TakingTurns.median(new double[] {5, 1, 3})).isEqualTo(3);
    assertThat(TakingTurns.median(new double[] {5, 1, 3, 4})).isEqualTo(3.5);
  }

  @Test
  void shouldKnowAReadingByItsSeriesAndTime() {
    long begin = 1_700_000_000_000L;

    assertThat(BenchReadings.number("site-000/sensor-000000", begin, 20)).isZero();
    assertThat(BenchReadings.number("site-019/sensor-000019", begin + 3_000, 20)).isEqualTo(79);
  }

  /** Everything warm, with the default network and two intervals. */
  @Test
  void shouldFitASeriesInFourKibibytes() {
    ForetideConfig config =
        new ForetideConfig(Map.of(Keys.BOOTSTRAP_SERVERS, "localhost:1", Keys.STEP, "1s"));

    WarmStates states = new WarmStates(config, BenchModel.of(config), 1);

    assertThat(states.bytes()).isBetween(3_000, 4_096);
  }
}
