package dev.foretide.bench;

import static org.assertj.core.api.Assertions.assertThat;

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
}
