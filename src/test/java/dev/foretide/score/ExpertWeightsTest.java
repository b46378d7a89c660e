package dev.foretide.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpertWeightsTest {
  private static final float NONE = Float.NaN;
  private static final int NAIVE = Expert.NAIVE.index();
  private static final int SEASONAL = Expert.SEASONAL.index();
  private static final int LINEAR = Expert.LINEAR.index();
  private static final int LSTM = Expert.LSTM.index();

  private final ExpertWeights weights = new ExpertWeights(new LearntLeads(2, List.of()));
  private ExpertTable priors = priors(NONE, NONE, NONE, NONE);

  /**
   * One label, actual 1, combined 0.5; naive 0, linear 2. Squared errors 1 and 1. Linear has no
   * holdout, so 10 labels of twice naive's error stand before its own: mse 21 / 11, naive's 1. g =
   * 2 (0.5 - 1) = -1; rho: naive -1 (0.5 - 0) = -0.5, linear -1 (0.5 - 2) = 1.5. Only linear has a
   * positive regret: ML-Poly gives it everything.
   */
  @Test
  void shouldGiveWeightsWorkedOutByHandAfterOneLabel() {
    weights.learn(1, experts(0, NONE, 2, NONE), 0.5f, 1);

    double power = Math.pow(11.0 / 21, 2);
    float naive = (float) (0.5 / (1 + power));
    assertThat(weigh(1, 0, NONE, 2, NONE))
        .containsExactly(weights(naive, 0, 1 - naive), within(1e-6f));
  }

  /**
   * Then a second: actual 1, combined 1.25; naive 0, linear 1. N is 0.98 + 1 for both; S: naive
   * 1.98, linear 0.98; mse: naive 1, linear (0.98 + 10 2) / 11.98. g = 0.5, rho: naive 0.5 1.25 =
   * 0.625, linear 0.5 0.25 = 0.125. R: naive -0.4995 + 0.625 = 0.1255, linear 1.4985 + 0.125 =
   * 1.6235; B: naive 0.24975 + 0.390625 = 0.640375, linear 2.24775 + 0.015625 = 2.263375.
   */
  @Test
  void shouldGiveWeightsWorkedOutByHandAfterTwoLabels() {
    weights.learn(1, experts(0, NONE, 2, NONE), 0.5f, 1);
    weights.learn(1, experts(0, NONE, 1, NONE), 1.25f, 1);

    double power = Math.pow(11.98 / 20.98, 2);
    double naiveRegret = 0.1255 / 0.640375;
    double linearRegret = 1.6235 / 2.263375;
    double naive = 0.5 * (1 / (1 + power) + naiveRegret / (naiveRegret + linearRegret));
    float[] given = weigh(1, 0, NONE, 1, NONE);
    assertThat(given[NAIVE]).isCloseTo((float) naive, within(1e-4f));
    assertThat(given[LINEAR]).isCloseTo((float) (1 - naive), within(1e-4f));
  }

  @Test
  void shouldTrustNaiveAloneWhenNothingIsKnown() {
    assertThat(weigh(1, 0, 1, 2, 3)).containsExactly(weights(1));
  }

  /** Errors on the holdout of 1, 2 and 0.5: v is as 1/1, 1/4, 4. */
  @Test
  void shouldStartFromPriorsWithoutLabels() {
    priors = priors(1, NONE, 2, 0.5f);

    float[] given = weigh(1, 0, NONE, 1, 2);

    assertThat(given)
        .containsExactly(weights(4 / 21f, 0, 1 / 21f, 16 / 21f), within(1e-5f)); // times 4
  }

  /**
   * Naive errs by 0.01 on this series and by 1 in the group, where linear errs by half as much as
   * naive. At the level of the series linear may then err by 0.005, and not by 0.5: v is as 1 to
   * 2^2.
   */
  @Test
  void shouldTakeWhatTheHoldoutSaysAtTheLevelOfTheSeries() {
    priors = priors(1, NONE, 0.5f, NONE);
    for (int i = 0; i < 9; i++) {
      weights.learn(1, experts(0, NONE, NONE, NONE), 0, 0.1f);
    }

    float[] given = weigh(1, 0, NONE, 1, NONE);

    assertThat(given[LINEAR]).isCloseTo(0.8f, within(1e-4f));
  }

  @Test
  void shouldLetANewExpertInAsItsLabelsArriveWhereNaiveIsKnown() {
    priors = priors(1, NONE, 0.1f, NONE);
    for (int i = 0; i < 50; i++) {
      weights.learn(1, experts(0, NONE, NONE, NONE), 0, 1);
    }
    assertThat(weigh(1, 0, NONE, 1, NONE)).containsExactly(weights(1));

    weights.learn(1, experts(0, NONE, 1, NONE), 0, 1);

    assertThat(weigh(1, 0, NONE, 1, NONE)[LINEAR]).isGreaterThan(0.5f);
  }

  /**
   * Naive errs by 1 at lead 1 and by 2 at lead 2. A season without a label may err at either by
   * half of 4 squared: v is as 1 to (1/2)^2 at lead 1, as 1 to 2^2 at lead 2.
   */
  @Test
  void shouldExpectOfAnUnseenSeasonHalfOfNaivesSquaredErrorAtTheFarthestLead() {
    for (int i = 0; i < 50; i++) {
      weights.learn(1, experts(0, NONE, NONE, NONE), 0, 1);
      weights.learn(2, experts(0, NONE, NONE, NONE), 0, 2);
    }

    assertThat(weigh(1, 0, 1, NONE, NONE)).containsExactly(weights(0.8f, 0.2f), within(1e-4f));
    assertThat(weigh(2, 0, 1, NONE, NONE)).containsExactly(weights(0.2f, 0.8f), within(1e-4f));
  }

  /** Ten labels of a season that errs twice as much as naive leave it less than a tenth. */
  @Test
  void shouldTurnFromASeasonThatIsNone() {
    for (int i = 0; i < 50; i++) {
      weights.learn(2, experts(0, NONE, NONE, NONE), 0, 1);
    }
    for (int i = 0; i < 10; i++) {
      weights.learn(2, experts(0, -1, NONE, NONE), 0, 1);
    }

    assertThat(weigh(2, 0, -1, NONE, NONE)[SEASONAL]).isLessThan(0.1f);
  }

  /** The error of the group's holdout takes the place of the guess. */
  @Test
  void shouldTakeTheHoldoutOfASeasonWhereThereIsOne() {
    priors = priors(1, 2, NONE, NONE);
    for (int i = 0; i < 50; i++) {
      weights.learn(2, experts(0, NONE, NONE, NONE), 0, 1);
    }

    assertThat(weigh(2, 0, 1, NONE, NONE)).containsExactly(weights(0.8f, 0.2f), within(1e-4f));
  }

  /**
   * After 100 labels N is (1 - 0.98^100) / 0.02 = 43.37. Seasonal was never off: its mse is naive's
   * times 3 0.5 / 46.37, v as 1 to 955.6, and the regret is all seasonal's.
   */
  @Test
  void shouldKeepLeadsApart() {
    for (int i = 0; i < 100; i++) {
      weights.learn(2, experts(0, 1, NONE, NONE), 0.5f, 1);
    }

    assertThat(weigh(1, 0, 1, NONE, NONE)).containsExactly(weights(1));
    assertThat(weigh(2, 0, 1, NONE, NONE)[SEASONAL]).isCloseTo(0.9995f, within(1e-4f));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldBeNonNegativeAndSumToOneOverExpertsThatTakePart(long seed) {
    Random random = new Random(seed);
    priors = priors(1, NONE, 2, 0.5f);
    for (int i = 0; i < 2_000; i++) {
      float[] forecasts = new float[Expert.COUNT];
      for (int e = 0; e < Expert.COUNT; e++) {
        boolean takesPart = e == NAIVE || random.nextInt(4) > 0;
        forecasts[e] = takesPart ? (float) Math.exp(4 * random.nextGaussian()) : NONE;
      }
      float[] given = weigh(1, forecasts);
      float sum = 0;
      for (int e = 0; e < Expert.COUNT; e++) {
        assertThat(given[e]).isNotNegative();
        if (Float.isNaN(forecasts[e])) {
          assertThat(given[e]).isZero();
        }
        sum += given[e];
      }
      assertThat(sum).isCloseTo(1, within(1e-5f));
      weights.learn(1, forecasts, combined(given, forecasts), (float) random.nextGaussian());
    }
  }

  @Test
  void shouldConvergeToBestExpertAndDropUselessOne() {
    Random random = new Random(1);
    float[] errors = experts(1, NONE, 0.3f, 3);

    float[] given = learn(errors, random, 2_000);

    assertThat(given[LINEAR]).isGreaterThan(0.8f);
    assertThat(given[LSTM]).isLessThan(0.03f);
  }

  @Test
  void shouldLetExpertGoThatHadBeenBest() {
    Random random = new Random(2);
    learn(experts(1, NONE, 0.3f, 1), random, 2_000);

    float[] given = learn(experts(1, NONE, 3, 0.3f), random, 2_000);

    assertThat(given[LSTM]).isGreaterThan(0.8f);
    assertThat(given[LINEAR]).isLessThan(0.05f);
  }

  /** The heads that came last in the order of the table count as the others do. */
  @Test
  void shouldConvergeToLongestHeadWhereItIsBest() {
    float[] given = learn(experts(1, 2, 1, 3, 1, 0.3f), new Random(5), 2_000);

    assertThat(given[Expert.LOOKBACK.index()]).isGreaterThan(0.75f);
    assertThat(given[Expert.LAGS.index()]).isLessThan(0.1f);
  }

  /** Two experts with independent errors of equal size: their mean is better than either. */
  @Test
  void shouldMixExpertsThatErrIndependently() {
    float[] given = learn(experts(3, 0.5f, 0.5f, NONE), new Random(3), 2_000);

    assertThat(given[SEASONAL]).isBetween(0.25f, 0.75f);
    assertThat(given[LINEAR]).isBetween(0.25f, 0.75f);
  }

  @Test
  void shouldForgetEverythingWhenCleared() {
    learn(experts(1, NONE, 0.3f, 3), new Random(4), 50);

    weights.clear();

    assertThat(weigh(1, 0, NONE, 1, 1)).containsExactly(weights(1));
  }

  /** Of leads 1 to 6 lead 5 is not learnt; it lies half way between 4 and 6. */
  @Test
  void shouldWeighLeadBetweenLearntOnesByBoth() {
    LearntLeads leads = new LearntLeads(6, List.of());
    ExpertWeights learnt = new ExpertWeights(leads);
    learnt.learn(4, experts(0, NONE, 2, NONE), 0.5f, 1);
    learnt.learn(6, experts(0, NONE, 1, NONE), 0.5f, 1);
    ExpertTable available = naiveAndLinear();
    ExpertTable unknown = new ExpertTable(6);
    ExpertTable given = new ExpertTable(6);

    learnt.weigh(available, unknown, given);

    float fourth = given.get(4, LINEAR);
    float sixth = given.get(6, LINEAR);
    assertThat(leads.has(5)).isFalse();
    assertThat(fourth).isLessThan(sixth);
    assertThat(given.get(5, LINEAR)).isCloseTo((fourth + sixth) / 2, within(1e-6f));
    assertThat(given.get(5, NAIVE)).isCloseTo(1 - (fourth + sixth) / 2, within(1e-6f));

    available.set(5, LINEAR, NONE);
    learnt.weigh(available, unknown, given);

    assertThat(given.get(5, LINEAR)).as("takes no part in lead 5").isZero();
    assertThat(given.get(5, NAIVE)).isEqualTo(1);
  }

  /** Naive is off by 1 at leads 4 and 6 and by 0.5 at lead 5: four times the weight, squared. */
  @Test
  void shouldCorrectNaiveBetweenLearntLeadsByItsErrorThere() {
    ExpertWeights learnt = new ExpertWeights(new LearntLeads(6, List.of()));
    for (int lead : new int[] {4, 6}) {
      learnt.learn(lead, experts(0, NONE, 1, NONE), 0.5f, 1);
      learnt.learnNaive(lead, 1);
    }
    ExpertTable available = naiveAndLinear();
    ExpertTable unknown = new ExpertTable(6);
    ExpertTable before = new ExpertTable(6);
    learnt.weigh(available, unknown, before);
    ExpertTable after = new ExpertTable(6);

    learnt.learnNaive(5, 0.5f);
    learnt.weigh(available, unknown, after);

    float was = before.get(5, NAIVE) / before.get(5, LINEAR);
    float is = after.get(5, NAIVE) / after.get(5, LINEAR);
    assertThat(is / was).isCloseTo(16, within(1e-3f));
  }

  /** Forecasts of 0 and 1 for each of six leads. */
  private static ExpertTable naiveAndLinear() {
    ExpertTable available = new ExpertTable(6);
    for (int lead = 1; lead <= 6; lead++) {
      available.set(lead, NAIVE, 0);
      available.set(lead, LINEAR, 1);
    }
    return available;
  }

  /** Experts whose errors are normal of the given sizes; NaN takes no part. */
  private float[] learn(float[] sizes, Random random, int labels) {
    float[] forecasts = new float[Expert.COUNT];
    for (int i = 0; i < labels; i++) {
      float actual = (float) random.nextGaussian();
      for (int e = 0; e < Expert.COUNT; e++) {
        forecasts[e] = actual + sizes[e] * (float) random.nextGaussian();
      }
      float[] given = weigh(1, forecasts);
      weights.learn(1, forecasts, combined(given, forecasts), actual);
    }
    return weigh(1, forecasts);
  }

  private static float combined(float[] given, float[] forecasts) {
    float combined = 0;
    for (int e = 0; e < Expert.COUNT; e++) {
      combined += given[e] > 0 ? given[e] * forecasts[e] : 0;
    }
    return combined;
  }

  private float[] weigh(int lead, float... available) {
    ExpertTable all = new ExpertTable(2);
    float[] experts = experts(available);
    for (int e = 0; e < Expert.COUNT; e++) {
      all.set(lead, e, experts[e]);
    }
    ExpertTable given = new ExpertTable(2);
    weights.weigh(all, priors, given);
    return given.ofLead(lead);
  }

  /** Weights of the first experts, in their order; those behind have none. */
  private static float[] weights(float... first) {
    return Arrays.copyOf(first, Expert.COUNT);
  }

  /** The first experts, in their order; those behind take no part. */
  private static float[] experts(float... first) {
    float[] all = Arrays.copyOf(first, Expert.COUNT);
    Arrays.fill(all, first.length, Expert.COUNT, NONE);
    return all;
  }

  /** The same for both leads, of the first experts in their order. */
  private static ExpertTable priors(float... first) {
    ExpertTable all = new ExpertTable(2);
    for (int e = 0; e < first.length; e++) {
      all.set(1, e, first[e]);
      all.set(2, e, first[e]);
    }
    return all;
  }
}
