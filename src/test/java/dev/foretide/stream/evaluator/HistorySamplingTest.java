package dev.foretide.stream.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistorySamplingTest {
  private static final List<String> SERIES =
      IntStream.range(0, 10_000).mapToObj(i -> "plant/sensor-" + i).toList();

  private static List<String> sampled(double rate, int series, long stepMillis) {
    HistorySampling sample = new HistorySampling(rate);
    return SERIES.stream().filter(id -> sample.has(id, series, stepMillis)).toList();
  }

  @Test
  void shouldTakeEverySeriesOfASmallGroup() {
    assertThat(sampled(10_000, 10_000, 1_000)).isEqualTo(SERIES);
    assertThat(sampled(167, 10_000, 60_000)).as("one step a minute").isEqualTo(SERIES);
  }

  @Test
  void shouldTakeAsManySeriesAsTheRateAllows() {
    assertThat(sampled(500, 10_000, 1_000).size()).isBetween(430, 570);
    assertThat(sampled(5, 10_000, 60_000).size()).isBetween(240, 360);
  }

  @Test
  void shouldTakeSomeSeriesHoweverSlowTheRate() {
    assertThat(sampled(1e-9, 100, 1_000).size()).as("one of a hundred").isBetween(70, 130);
  }

  @Test
  void shouldLetSeriesGoButTakeNoneInsteadWhenTheGroupGrows() {
    assertThat(sampled(500, 10_000, 1_000)).containsAll(sampled(500, 20_000, 1_000));
  }
}
