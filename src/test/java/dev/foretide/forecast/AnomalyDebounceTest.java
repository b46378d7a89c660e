package dev.foretide.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Models;
import dev.foretide.series.GapFill;
import dev.foretide.series.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AnomalyDebounceTest {
  private static final double FAR = 1_000;

  private static ForecastSettings settings(int debounce) {
    ForecastSettings usual =
        Scenario.settings(Models.shape(8, 2, Evaluation.STATEFUL), GapFill.HOLD, 2, 0);
    return new ForecastSettings(
        usual.grid(), usual.shape(), usual.intervals(), usual.scoredLeads(), debounce);
  }

  /** A series that has been quiet for long, then these values. */
  private static List<Score> scores(int debounce, double... values) {
    Scenario series = new Scenario(settings(debounce));
    int step = 0;
    while (step < 300) {
      series.at(step, Math.sin(step));
      step++;
    }
    List<Score> scores = new ArrayList<>();
    for (double value : values) {
      scores.add(Objects.requireNonNull(series.at(step++, value).score()));
    }
    return scores;
  }

  @Test
  void shouldFlagSpikeAtOnceWithoutDebounce() {
    assertThat(scores(1, FAR, FAR * 10, FAR * 10))
        .extracting(Score::anomaly)
        .containsExactly(true, true, false);
  }

  @Test
  void shouldFlagOnlyFromLastOfSeveralOutsideInARow() {
    assertThat(scores(3, FAR, -FAR, 10 * FAR, -100 * FAR))
        .extracting(Score::anomaly)
        .containsExactly(false, false, true, true);
  }

  @Test
  void shouldStartCountingAnewAfterValueInside() {
    assertThat(scores(2, FAR, FAR, 10 * FAR))
        .extracting(Score::anomaly)
        .as("outside, inside, outside")
        .containsExactly(false, false, false);
  }

  @Test
  void shouldExplainFlagByBandOfWidestInterval() {
    Score score = scores(1, FAR).get(0);

    Score.Lead first = score.leads().get(0);
    assertThat(first.lead()).isEqualTo(1);
    assertThat(first.lower()).isLessThan(first.forecast());
    assertThat(first.upper()).isBetween(first.forecast(), score.actual());
  }

  @Test
  void shouldRememberRunOverStoredState() {
    Scenario series = new Scenario(settings(2));
    for (int step = 0; step < 300; step++) {
      series.at(step, Math.sin(step));
    }
    series.at(300, FAR);
    SeriesStateCodec codec = new SeriesStateCodec(series.settings);
    byte[] bytes = codec.write(series.state);
    series.state = new SeriesState(series.settings);
    codec.read(bytes, series.state);

    assertThat(Objects.requireNonNull(series.at(301, -FAR).score()).anomaly()).isTrue();
  }

  @Test
  void shouldRefuseDebounceBelowOne() {
    assertThatThrownBy(() -> settings(0)).hasMessage("anomaly.debounce is 0, must be at least 1");
  }
}
