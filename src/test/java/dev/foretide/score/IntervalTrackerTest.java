package dev.foretide.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTrackerTest {
  private static final double[] LEVELS = {0.8, 0.95};

  private final IntervalTracker tracker =
      new IntervalTracker(new LearntLeads(24, List.of()), LEVELS);
  private int hour;

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "1, 3", "8, 1", "24, 1", "24, 2"})
  void shouldCoverIndependentNormalErrorsAsNamed(int lead, long seed) {
    Random random = new Random(seed);
    run(lead, random, 1, 1_000);

    double[] covered = run(lead, random, 1, 20_000);

    assertThat(covered[0]).isBetween(0.78, 0.82);
    assertThat(covered[1]).isBetween(0.935, 0.965);
  }

  @Test
  void shouldReportTheCoverageThatItRealised() {
    Random random = new Random(11);
    run(1, random, 1, 3_000);

    assertThat(tracker.coverage(1, 0)).isBetween(0.75f, 0.85f);
    assertThat(tracker.coverage(1, 1)).isBetween(0.91f, 0.99f);
    assertThat(tracker.coverage(2, 0)).as("no label yet").isNaN();
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "1, 0.2", "24, 5", "24, 0.2"})
  void shouldCoverAsNamedAgainAfterSizeOfErrorsChanged(int lead, double size) {
    Random random = new Random(7);
    run(lead, random, 1, 3_000);
    run(lead, random, size, 1_000);

    double[] covered = run(lead, random, size, 10_000);

    assertThat(covered[0]).isBetween(0.78, 0.82);
    assertThat(covered[1]).isBetween(0.935, 0.965);
  }

  @Test
  void shouldCoverErrorsThatAreNotSymmetric() {
    Random random = new Random(9);
    double[] covered = new double[2];
    for (int i = 0; i < 20_000; i++) {
      double error = -Math.log(1 - random.nextDouble()); // exponential: never below the forecast
      boolean[] inside = label(1, (float) error);
      for (int l = 0; l < 2; l++) {
        covered[l] += inside[l] ? 1 / 20_000.0 : 0;
      }
    }

    assertThat(covered[0]).isBetween(0.78, 0.82);
    assertThat(covered[1]).isBetween(0.93, 0.965);
    assertThat(tracker.below(1, 0)).as("the lower end is above the forecast").isPositive();
  }

  /** The first 30 labels of 200 series whose error is known from a holdout. */
  @Test
  void shouldStartWideRatherThanAbsent() {
    Random random = new Random(3);
    double[] covered = new double[2];
    for (int i = 0; i < 200; i++) {
      tracker.clear();
      double[] one = run(1, random, 1, 30);
      covered[0] += one[0] / 200;
      covered[1] += one[1] / 200;
    }

    assertThat(covered[0]).isBetween(0.8, 0.9);
    assertThat(covered[1]).isBetween(0.95, 1.0);
  }

  @Test
  void shouldTakeLeadBetweenLearntOnesToLieBetween() {
    Random random = new Random(5);
    run(16, random, 1, 500);
    run(24, random, 4, 500);

    double near = sigma(16, 0, 1);
    double far = sigma(24, 0, 1);

    assertThat(near).isLessThan(far);
    assertThat(sigma(18, 0, 1)).isCloseTo(near + (far - near) / 4, within(1e-6));
    assertThat(tracker.above(20, 0))
        .isCloseTo((tracker.above(16, 0) + tracker.above(24, 0)) / 2, within(1e-5f));
    assertThat(tracker.below(21, 1))
        .isCloseTo((tracker.below(18, 1) + tracker.below(24, 1)) / 2, within(1e-5f));
    assertThatThrownBy(() -> tracker.learnErrors(21, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lead 21 is not learnt");
  }

  @Test
  void shouldNestWiderLevelsAroundNarrowerOnes() {
    Random random = new Random(4);
    for (int i = 0; i < 5_000; i++) {
      double error = random.nextInt(50) == 0 ? 30 * random.nextGaussian() : random.nextGaussian();
      label(1, (float) error);
      assertThat(tracker.below(1, 1)).isLessThanOrEqualTo(tracker.below(1, 0));
      assertThat(tracker.above(1, 1)).isGreaterThanOrEqualTo(tracker.above(1, 0));
    }
  }

  /** Prior of 2 worth five labels; then one error of 8: (1 * 8 + 5 * 2) / 6. */
  @Test
  void shouldMixPriorAndLabelsIntoSigma() {
    assertThat(sigma(1, 0, 2)).isEqualTo(2);
    assertThat(tracker.meanAbsoluteError(1)).isNaN();

    tracker.learnErrors(1, 8, 4);

    assertThat(sigma(1, 0, 2)).isCloseTo(3, within(1e-6));
    assertThat(tracker.meanAbsoluteError(1)).isEqualTo(8);
    assertThat(tracker.naiveMeanAbsoluteError(1)).isEqualTo(4);
    assertThat(tracker.meanAbsoluteError(2)).as("other leads").isNaN();
  }

  /** Start -+ln 5 at level 0.8, step 1/20, tail 0.1: above rises by 1/20 2 ln 5 0.9. */
  @Test
  void shouldMoveEndsByHandComputedStep() {
    double start = Math.log(5);

    tracker.learnInterval(1, 0, false, true);

    assertThat(tracker.above(1, 0)).isCloseTo((float) (start * 1.09), within(1e-5f));
    assertThat(tracker.below(1, 0)).isCloseTo((float) (-start * 0.99), within(1e-5f));
  }

  /** Errors ten times as large after noon: intervals of those hours are wider, of others not. */
  @Test
  void shouldExpectLargerErrorsInHoursThatHadThem() {
    Random random = new Random(5);
    for (int i = 0; i < 24 * 60; i++) {
      hour = i % 24;
      label(1, (float) (random.nextGaussian() * (hour < 12 ? 0.2 : 2)));
    }

    double quiet = sigma(1, 6, 1);
    double noisy = sigma(1, 18, 1);

    assertThat(noisy / quiet).isGreaterThan(1.3);
  }

  @Test
  void shouldKnowNothingOfHoursBeforeTheirLabels() {
    double before = sigma(1, 7, 3);

    assertThat(sigma(1, 23, 3)).isEqualTo(before);
  }

  /** A day of larger errors widens the intervals of all leads, long before their means follow. */
  @Test
  void shouldWidenWhileErrorsOfTheFirstLeadAreLargerThanTheyUsedToBe() {
    Random random = new Random(6);
    run(1, random, 1, 500);
    run(8, random, 1, 500);
    double calm = sigma(8, hour, 1);

    run(1, random, 4, 24);

    assertThat(sigma(8, hour, 1)).isGreaterThan(1.2 * calm);
  }

  /** Bursts: the size of errors changes every three days by a factor of five. */
  @Test
  void shouldCoverBurstsOfLargeErrorsAsNamed() {
    Random random = new Random(8);
    run(1, random, 1, 500);
    double[] covered = new double[2];
    for (int burst = 0; burst < 100; burst++) {
      double[] one = run(1, random, burst % 2 == 0 ? 1 : 5, 72);
      covered[0] += one[0] / 100;
      covered[1] += one[1] / 100;
    }

    assertThat(covered[0]).isBetween(0.77, 0.83);
    assertThat(covered[1]).isBetween(0.93, 0.965);
  }

  @Test
  void shouldHoldTheLastValueWhereLabelsStandStillOftenerThanATail() {
    for (int i = 0; i < 100; i++) {
      boolean moves = i % 20 == 0; // nineteen of twenty stand still
      tracker.learnErrors(1, moves ? 1 : 0.01f, moves ? 1 : 0);
      tracker.learnErrors(2, 1, i % 14 == 0 ? 0 : 1); // about seven of a hundred do
      tracker.learnErrors(4, 1, 1);
    }

    assertThat(tracker.standsStill(1, 0)).isTrue();
    assertThat(tracker.standsStill(1, 1)).isTrue();
    assertThat(tracker.standsStill(2, 0)).as("tail 0.1").isFalse();
    assertThat(tracker.standsStill(2, 1)).as("tail 0.025").isTrue();
    assertThat(tracker.standsStill(4, 1)).isFalse();
    assertThat(tracker.standsStill(8, 1)).as("no label").isFalse();
  }

  @Test
  void shouldForgetEverythingWhenCleared() {
    float[] fresh = tracker.statistics().clone();
    run(1, new Random(1), 3, 100);

    tracker.clear();

    assertThat(tracker.statistics()).isEqualTo(fresh);
  }

  private double sigma(int lead, int hour, float prior) {
    return tracker.sigma(lead, tracker.normaliser(hour), prior);
  }

  /** Share of labels covered, per level, when errors are normal. */
  private double[] run(int lead, Random random, double size, int labels) {
    double[] covered = new double[LEVELS.length];
    for (int i = 0; i < labels; i++) {
      boolean[] inside = label(lead, (float) (size * random.nextGaussian()));
      for (int l = 0; l < LEVELS.length; l++) {
        covered[l] += inside[l] ? 1.0 / labels : 0;
      }
    }
    return covered;
  }

  /** Issues intervals around zero, then lets the label arrive. */
  private boolean[] label(int lead, float error) {
    double sigma = sigma(lead, hour, 1);
    boolean[] below = new boolean[LEVELS.length];
    boolean[] above = new boolean[LEVELS.length];
    boolean[] inside = new boolean[LEVELS.length];
    for (int l = 0; l < LEVELS.length; l++) {
      below[l] = error < sigma * tracker.below(lead, l);
      above[l] = error > sigma * tracker.above(lead, l);
      inside[l] = !below[l] && !above[l];
    }
    tracker.learnErrors(lead, Math.abs(error), Math.abs(error) + 0.5f);
    for (int l = 0; l < LEVELS.length; l++) {
      tracker.learnInterval(lead, l, below[l], above[l]);
    }
    tracker.learnHour(hour);
    return inside;
  }
}
