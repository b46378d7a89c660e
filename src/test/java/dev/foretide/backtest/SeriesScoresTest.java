package dev.foretide.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.backtest.BacktestReport.IntervalScore;
import dev.foretide.backtest.BacktestReport.MethodScore;
import dev.foretide.backtest.BacktestReport.Trace;
import dev.foretide.series.Expert;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scores of single series, their means, and the warm-up that they are measured by. */
class SeriesScoresTest {
  private static final float NONE = Float.NaN;
  private static final WarmUp UNITS = new WarmUp(2, 4);

  @Test
  void shouldScoreAbsentExpertsAsWhatTheyStandOn() {
    SeriesScores scores = scores("a", UNITS);

    scores.add(forecast(1, 10, 7, 1, NONE, NONE, NONE, NONE, NONE)); // naive alone
    scores.add(forecast(1, 10, 7, 1, 2, 3, NONE, NONE, 4));

    assertThat(mae(scores, "foretide")).isEqualTo(3);
    assertThat(mae(scores, "naive")).isEqualTo(9);
    assertThat(mae(scores, "seasonal")).isEqualTo((9 + 8) / 2.0);
    assertThat(mae(scores, "linear")).isEqualTo((9 + 7) / 2.0);
    assertThat(mae(scores, "lstm")).as("the linear head's").isEqualTo((9 + 7) / 2.0);
    assertThat(mae(scores, "lags")).as("the linear head's").isEqualTo((9 + 7) / 2.0);
    assertThat(mae(scores, "lookback")).isEqualTo((9 + 6) / 2.0);
  }

  @Test
  void shouldMeasureInUnitsOfTheWarmUp() {
    SeriesScores scores = scores("a", UNITS);
    scores.add(forecast(2, 10, 7, 1, NONE, NONE, NONE, NONE, NONE));

    MethodScore ours = scores.methods().get(0);

    assertThat(ours.lead()).isZero();
    assertThat(ours.mse()).isEqualTo(9);
    assertThat(ours.mseZ()).isEqualTo(9 / 4.0);
    assertThat(ours.maeZ()).isEqualTo(3 / 2.0);
    assertThat(ours.mase()).isEqualTo(3 / 4.0);
    assertThat(ours.smape()).isCloseTo(2 * 3 / 17.0, within(1e-12));
    assertThat(scores.methods().stream().map(MethodScore::lead).distinct())
        .as("nothing of lead 1")
        .containsExactly(0, 2);
  }

  /** Ends 9 and 11 at level 0.8: inside, below, above. */
  @Test
  void shouldMeasureIntervalsAsWorkedOutByHand() {
    IntervalMetrics metrics = new IntervalMetrics(0.8);
    metrics.add(9, 11, 10); // pinball 0.1 (10 - 9), 0.1 (11 - 10)
    metrics.add(9, 11, 8); // 0.9 (9 - 8), 0.1 (11 - 8)
    metrics.add(9, 11, 12); // 0.1 (12 - 9), 0.9 (12 - 11)
    metrics.add(9, 11, 11); // 0.1 (11 - 9), 0

    assertThat(metrics.count()).isEqualTo(4);
    assertThat(metrics.coverage()).isEqualTo(0.5);
    assertThat(metrics.width()).isEqualTo(2);
    assertThat(metrics.pinball())
        .isCloseTo((0.1 + 0.1 + 0.9 + 0.3 + 0.3 + 0.9 + 0.2) / 2 / 4, within(1e-12));
  }

  @Test
  void shouldLeaveSeriesWithoutUnitsOutOfMeansInUnits() {
    SeriesScores flat = scores("flat", new WarmUp(NONE, 0));
    SeriesScores usual = scores("usual", UNITS);
    for (SeriesScores scores : List.of(flat, usual)) {
      scores.add(forecast(1, 10, 7, 10, NONE, NONE, NONE, NONE, NONE));
    }

    List<MethodScore> all = MeanScores.ofMethods(List.of(flat, usual));

    MethodScore mean =
        all.stream()
            .filter(score -> score.series().equals(BacktestReport.MEAN_SERIES))
            .findFirst()
            .orElseThrow();
    assertThat(mean.n()).isEqualTo(2);
    assertThat(mean.mse()).isEqualTo(9);
    assertThat(mean.mseZ()).isEqualTo(9 / 4.0);
    assertThat(mean.mase()).as("infinite for the flat one").isEqualTo(3 / 4.0);
    List<IntervalScore> intervals = MeanScores.ofIntervals(List.of(flat, usual));
    assertThat(intervals.get(intervals.size() - 1).series()).isEqualTo(BacktestReport.MEAN_SERIES);
    assertThat(intervals.get(intervals.size() - 1).width()).isEqualTo(2 / 2.0);
  }

  @Test
  void shouldTakeDeviationAndSeasonalErrorFromTheWarmUp() {
    WarmUp warmUp = WarmUp.of(new float[] {1, 3, 2, 6}, 2);

    assertThat(warmUp.deviation()).isCloseTo(Math.sqrt(14 / 4.0), within(1e-9));
    assertThat(warmUp.seasonalMae()).isEqualTo((1 + 3) / 2.0);
    assertThat(WarmUp.of(new float[] {1, 3, 2, 6}, 0).seasonalMae()).isEqualTo((2 + 1 + 4) / 3.0);
  }

  @Test
  void shouldHaveNoDeviationOfFlatOrEmptyWarmUp() {
    assertThat(WarmUp.of(new float[] {7, 7, 7}, 0).deviation()).isNaN();
    assertThat(WarmUp.of(new float[] {1e9f, 1e9f, 1e9f}, 0).deviation()).isNaN();
    assertThat(WarmUp.of(new float[] {7, 7, 7}, 0).seasonalMae()).isZero();
    assertThat(WarmUp.of(new float[0], 0).deviation()).isNaN();
    assertThat(WarmUp.of(new float[0], 0).seasonalMae()).isNaN();
  }

  @Test
  void shouldThinLongTraces() {
    TraceRecorder recorder = new TraceRecorder("f", "a", new double[] {0.8}, List.of(2));
    for (int i = 0; i < 7_000; i++) {
      recorder.add(at(i, 1));
      recorder.add(at(i, 2));
    }

    Trace trace = recorder.trace(List.of());

    assertThat(trace.at()).hasSizeBetween(1_500, 3_000).isSorted();
    assertThat(trace.leads().get(0).forecast()).hasSize(trace.at().length).containsOnly(2);
    assertThat(trace.at()[1] - trace.at()[0]).isEqualTo(3);
    assertThat(trace.experts())
        .startsWith("naive", "seasonal", "linear", "lstm", "lags", "lookback")
        .hasSize(Expert.COUNT);
  }

  private static MaturedForecast at(int time, int lead) {
    float[] none = new float[Expert.COUNT];
    float[] end = {0};
    return new MaturedForecast("a", time - lead, lead, time, 5, lead, none, none, end, end);
  }

  private static SeriesScores scores(String series, WarmUp warmUp) {
    return new SeriesScores("f", series, warmUp, new double[] {0.8}, List.of(Expert.values()), 2);
  }

  private static double mae(SeriesScores scores, String method) {
    return scores.methods().stream()
        .filter(score -> score.method().equals(method) && score.lead() == 1)
        .findFirst()
        .orElseThrow()
        .mae();
  }

  private static MaturedForecast forecast(int lead, float actual, float combined, float... first) {
    float[] experts = Arrays.copyOf(first, Expert.COUNT);
    Arrays.fill(experts, first.length, Expert.COUNT, NONE);
    float[] weights = new float[Expert.COUNT];
    float[] lower = {combined - 1};
    float[] upper = {combined + 1};
    return new MaturedForecast(
        "a", 0, lead, lead, actual, combined, experts, weights, lower, upper);
  }
}
