package dev.foretide.train.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
  private static final Gate.Older UNKNOWN = new Gate.Older(Double.NaN, Double.NaN);
  private static final int LEADS = 2;
  private static final int BLOCKS = 20;
  private static final Gate GATE = gate(0);

  private static Gate gate(double margin) {
    return new Gate(new GateSettings(0.2, margin, 0.8, 240));
  }

  /** Errors of linear head and LSTM relative to naive, of challenger and champion. */
  @ParameterizedTest
  @CsvSource({
    "0,    0.5, NaN,  NaN, NaN, true", // no champion, better than naive
    "0,    1,   NaN,  NaN, NaN, true", // as good as naive
    "0,    1.1, NaN,  NaN, NaN, false", // worse than naive
    "0,    1.1, 0.9,  NaN, NaN, true", // the better of its two parts counts
    "0,    NaN, 0.9,  NaN, NaN, true", // no head
    "0,    NaN, NaN,  NaN, NaN, false", // nothing was judged
    "0,    Infinity, Infinity, NaN, NaN, false",
    "0,    0.5, 0.4,  0.5, 0.4, false", // no better than the champion
    "0,    0.5, 0.39, 0.5, 0.4, true",
    "0.05, 0.5, 0.39, 0.5, 0.4, false", // better, but not by the margin
    "0.05, 0.5, 0.37, 0.5, 0.4, true",
    "0,    1.2, 1.2,  2,   2,   false", // better than the champion, worse than naive
    "0,    0.5, 0.5,  0.5, NaN, true", // the first network on the champion's heads
    "0,    0.5, 0.51, 0.5, NaN, false", // ... must be no worse than they
  })
  void shouldPromoteOnlyWhatWins(
      double margin, float linear, float lstm, float theirs, float theirLstm, boolean promoted) {
    Gate.Champion champion =
        Float.isNaN(theirs) && Float.isNaN(theirLstm)
            ? null
            : new Gate.Champion(judgement(theirs, theirLstm), !Float.isNaN(theirLstm), UNKNOWN);

    Gate.Decision decision = gate(margin).decide(judgement(linear, lstm), champion);

    assertThat(decision.promoted()).as(decision.reason()).isEqualTo(promoted);
    assertThat(decision.reason()).isNotBlank();
  }

  /** Better on the whole, but by one block of twenty alone. */
  @Test
  void shouldNotPromoteWhatWinsByChance() {
    double[] champion = filled(1);
    double[] challenger = filled(1.01);
    Arrays.fill(challenger, 0, LEADS, 0.5);
    double[] naive = filled(2);

    double confidence =
        PairedBootstrap.confidence(
            new BlockErrors(LEADS, challenger, naive, naive),
            new BlockErrors(LEADS, champion, naive, naive),
            0);

    assertThat(confidence).as("1 - (19/20)^20: the block is drawn").isCloseTo(0.64, within(0.05));
  }

  /** Noise: the mean of the window is as good as anything, and naive is twice as bad. */
  @Test
  void shouldKeepTheChampionWhereNothingCanBeForecast() {
    Judgement challenger = judgement(0.5f, 0.5f, 0.51);
    Judgement champion = judgement(0.9f, 0.9f, 0.51);

    Gate.Decision decision =
        GATE.decide(challenger, new Gate.Champion(champion, true, new Gate.Older(0.2, 0.3)));

    assertThat(decision.promoted()).isFalse();
    assertThat(decision.reason()).endsWith("the holdout proves nothing");
  }

  /** A mean of 24 values misses noise by 4 % more than the true mean, by chance alone by more. */
  @ParameterizedTest
  @CsvSource({"0.3, false", "0.01, true"})
  void shouldNotTakeChanceForSomethingToForecast(double spread, boolean promoted) {
    double[] answer = filled(0);
    for (int i = 0; i < answer.length; i++) {
      answer[i] = 0.93 + (i / LEADS % 2 == 0 ? spread : -spread);
    }
    BlockErrors answers = new BlockErrors(LEADS, answer, filled(2), filled(1));
    Judgement judged = judgement(0.465f, 0.465f);
    Judgement challenger = new Judgement(judged.errors(), judged.trust(), answers);

    Gate.Decision decision =
        GATE.decide(
            challenger, new Gate.Champion(judgement(0.9f, 0.9f), true, new Gate.Older(0.2, 0.3)));

    assertThat(decision.promoted()).as(decision.reason()).isEqualTo(promoted);
  }

  /** A signal that always was as good as noise has nothing to unlearn. */
  @ParameterizedTest
  @CsvSource({"0.8, 0.85, true", "0.8, 0.9, false", "NaN, NaN, false"})
  void shouldPromoteInNoiseWhatHasNotUnlearntTheRest(
      double championOlder, double challengerOlder, boolean promoted) {
    Gate.Older older = new Gate.Older(championOlder, challengerOlder);

    Gate.Decision decision =
        GATE.decide(
            judgement(0.5f, 0.5f, 0.51),
            new Gate.Champion(judgement(0.9f, 0.9f, 0.51), true, older));

    assertThat(decision.promoted()).as(decision.reason()).isEqualTo(promoted);
  }

  @ParameterizedTest
  @CsvSource({
    "0.2, 0.2, true",
    "0.2, 0.95, true",
    "0.2, 1.05, false",
    "1.3, 1.4, true",
    "1.3, 1.5, false",
    "NaN, NaN, true"
  })
  void shouldNotPromoteWhatHasForgottenTheOlderHistory(
      double championOlder, double challengerOlder, boolean promoted) {
    Gate.Decision decision =
        GATE.decide(
            judgement(0.3f, 0.3f),
            new Gate.Champion(
                judgement(0.5f, 0.5f), true, new Gate.Older(championOlder, challengerOlder)));

    assertThat(decision.promoted()).as(decision.reason()).isEqualTo(promoted);
  }

  /** Online error, renewed and frozen heads on new labels relative to naive, window mean. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 0.4, 0.5, 1,    true",
    "0.5, 0.4, 0.4, 1,    true",
    "0.5, 0.5, 0.4, 1,    false", // worse than the champion's
    "1.1, 0.4, 0.5, 1,    false", // worse than naive on all of the history
    "0.5, 0.4, 0.5, 0.41, false", // no more than the mean of the window, and worse on older
  })
  void shouldRenewHeadsThatAreNoWorseOnNewLabels(
      double online, double renewed, double frozen, double windowMean, boolean promoted) {
    Gate.Decision decision =
        Gate.decideHeads(
            online,
            errors(renewed, windowMean),
            errors(frozen, windowMean),
            () -> new Gate.Older(0.2, 0.3));

    assertThat(decision.promoted()).as(decision.reason()).isEqualTo(promoted);
  }

  @Test
  void shouldNotPromoteHeadsThatHaveForecastNothing() {
    Gate.Decision decision = Gate.decideHeads(Double.NaN);

    assertThat(decision.promoted()).isFalse();
    assertThat(decision.reason()).contains("nothing yet that could be judged");
  }

  @Test
  void shouldRenewHeadsWithoutNewLabels() {
    BlockErrors none =
        new BlockErrors(LEADS, new double[LEADS], new double[LEADS], new double[LEADS]);

    assertThat(Gate.decideHeads(0.5, none, none, () -> UNKNOWN).promoted()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0.4, false, GOES",
    "0.5, 0.4, true,  GOES",
    "0.4, 0.4, false, OPEN",
    "0.4, 0.4, true,  STAYS",
    "0.3, 0.4, false, OPEN",
    "0.3, 0.4, true,  STAYS",
  })
  void shouldRollBackWhatIsWorseThanTheVersionBefore(
      double promoted, double before, boolean over, Gate.Verdict verdict) {
    Gate.Watched watched = GATE.watched(errors(promoted, 1), errors(before, 1), over);

    assertThat(watched.verdict()).as(watched.reason()).isEqualTo(verdict);
  }

  @Test
  void shouldNotRollBackOnAFewLabels() {
    double[] none = new double[BLOCKS * LEADS];
    double[] naive = none.clone();
    Arrays.fill(naive, 0, 3 * LEADS, 1);
    double[] bad = none.clone();
    Arrays.fill(bad, 0, 3 * LEADS, 9);

    Gate.Watched watched =
        GATE.watched(
            new BlockErrors(LEADS, bad, naive, naive),
            new BlockErrors(LEADS, none, naive, naive),
            false);

    assertThat(watched.verdict()).isEqualTo(Gate.Verdict.OPEN);
  }

  @Test
  void shouldAverageRatiosOverLeadsThatNaiveErrsAt() {
    ExpertTable errors = new ExpertTable(3, 9); // the heads beside
    errors.set(Expert.NAIVE, new float[] {2, 4, 0});
    errors.set(Expert.SEASONAL, new float[] {1, 1, 1});
    errors.set(Expert.LINEAR, new float[] {1, 3, 7});
    errors.set(Expert.LSTM, new float[] {4, 2, 4});

    assertThat(errors.relative(Expert.LINEAR)).isCloseTo((0.5 + 0.75) / 2, within(1e-9));
    assertThat(Gate.score(errors)).as("the LSTM's").isCloseTo((2 + 0.5) / 2, within(1e-9));
  }

  @Test
  void shouldScoreTheHeadWhereThereIsNoNetwork() {
    assertThat(Gate.score(judgement(0.75f, Float.NaN).errors())).isCloseTo(0.75, within(1e-6));
    assertThat(Gate.score(judgement(Float.NaN, Float.NaN).errors())).isNaN();
  }

  private static Judgement judgement(float linear, float lstm) {
    return judgement(linear, lstm, 1);
  }

  private static Judgement judgement(float linear, float lstm, double windowMean) {
    ExpertTable errors = new ExpertTable(LEADS);
    errors.set(Expert.NAIVE, new float[] {2, 2});
    errors.set(Expert.LINEAR, new float[] {2 * linear, 2 * linear});
    errors.set(Expert.LSTM, new float[] {2 * lstm, 2 * lstm});
    double answer = Float.isNaN(lstm) ? linear : lstm;
    return new Judgement(errors, new float[LEADS], errors(answer, windowMean));
  }

  /** The same errors, relative to naive, in every block. */
  private static BlockErrors errors(double answer, double windowMean) {
    return new BlockErrors(LEADS, filled(2 * answer), filled(2), filled(2 * windowMean));
  }

  private static double[] filled(double value) {
    double[] values = new double[BLOCKS * LEADS];
    Arrays.fill(values, value);
    return values;
  }
}
