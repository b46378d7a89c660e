package dev.foretide.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ScaleTest {

  @Test
  void shouldFollowItsEquationsByHand() {
    Scale scale = new Scale(1, 100);

    absorb(scale, 10, 14, 12);

    // n=1: level 10. n=2, w=1/2: spread 4/2, change 4/2, level 12.
    // n=3, w=1/3: spread 2 + (0 - 2)/3, change 2 + (2 - 2)/3, level 12.
    assertThat(scale.level(0)).isCloseTo(12, within(1e-12));
    assertThat(scale.spread(0)).isCloseTo(4.0 / 3, within(1e-12));
    assertThat(scale.change(0)).isCloseTo(2, within(1e-12));
    assertThat(scale.count()).isEqualTo(3);
  }

  /**
   * Mean absolute deviation of N(5, 2) is 2 sqrt(2 / pi), of its differences sqrt(2) times that.
   */
  @Test
  void shouldConvergeToMomentsOfNormalNoise() {
    Random random = new Random(3);
    Scale scale = new Scale(1, 5_000);

    for (int i = 0; i < 50_000; i++) {
      absorb(scale, (float) (5 + 2 * random.nextGaussian()));
    }

    double deviation = 2 * Math.sqrt(2 / Math.PI);
    assertThat(scale.level(0)).isCloseTo(5, within(0.1));
    assertThat(scale.spread(0)).isCloseTo(deviation, within(0.05 * deviation));
    assertThat(scale.change(0)).isCloseTo(Math.sqrt(2) * deviation, within(0.1));
  }

  @Test
  void shouldNotKnowWhatComesLater() {
    Scale shorter = new Scale(1, 16);
    Scale longer = new Scale(1, 16);
    absorb(shorter, 1, 5, 2);
    absorb(longer, 1, 5, 2);
    double[] before = saved(longer);

    absorb(longer, 1e9f);

    assertThat(saved(shorter)).isEqualTo(before);
  }

  @Test
  void shouldNeverFallBelowFloorOnFlatSignal() {
    Scale flat = new Scale(2, 16);

    for (int i = 0; i < 100; i++) {
      flat.absorb(new float[] {2_000, 0});
    }

    assertThat(flat.spread(0)).isCloseTo(2_000 * 1e-6, within(1e-12));
    assertThat(flat.change(0)).isCloseTo(2_000 * 1e-6, within(1e-12));
    assertThat(flat.spread(1)).isCloseTo(1e-9, within(1e-18));
  }

  @Test
  void shouldMoveLittleByOneOutlier() {
    Random random = new Random(1);
    Scale scale = new Scale(1, 400);
    for (int i = 0; i < 2_000; i++) {
      absorb(scale, (float) random.nextGaussian());
    }
    double spread = scale.spread(0);

    absorb(scale, 40);

    assertThat(scale.level(0)).isCloseTo(0, within(0.3));
    assertThat(scale.spread(0)).isBetween(spread, 1.2 * spread);
  }

  /** Two values in a row count as far as 20 spreads, and the spread grows by what that adds. */
  @Test
  void shouldTameALoneSpikeOrTwoHoweverHigh() {
    Scale scale = noise(400, 2_000);
    double spread = scale.spread(0);

    absorb(scale, 1e6f);

    assertThat(scale.spread(0)).isCloseTo(spread * (1 + 19 / 400.0), within(1e-9));
    assertThat(scale.level(0)).isCloseTo(0, within(0.3));
    assertThat(scale.change(0)).isLessThan(1.2 * spread * Math.sqrt(2));

    absorb(scale, -1e6f);

    assertThat(scale.spread(0)).isCloseTo(spread * Math.pow(1 + 19 / 400.0, 2), within(1e-9));
    assertThat(scale.level(0)).isCloseTo(0, within(0.3));
  }

  @Test
  void shouldTameEverySpikeThatComesAlone() {
    Scale scale = noise(400, 2_000);
    double spread = scale.spread(0);

    for (int i = 0; i < 5; i++) {
      absorb(scale, 1e6f, 0.1f, -0.1f);
    }

    assertThat(scale.spread(0)).isBetween(spread, 1.3 * spread);
    assertThat(scale.level(0)).isCloseTo(0, within(0.5));
  }

  /** The third value in a row is a new level and no spike. */
  @Test
  void shouldLearnShiftOfLevelFromItsThirdValue() {
    Scale scale = noise(400, 2_000);

    absorb(scale, 1e6f, 1e6f);
    assertThat(scale.level(0)).isCloseTo(0, within(0.3));

    absorb(scale, 1e6f);
    assertThat(scale.level(0)).isCloseTo(1e6 / 400, within(1.0));

    for (int i = 0; i < 4_000; i++) {
      absorb(scale, 1e6f);
    }
    assertThat(scale.level(0)).isCloseTo(1e6, within(100.0));
  }

  /** What is far nobody knows after a few values, nor on a flat signal. */
  @Test
  void shouldTameNothingBeforeSpreadIsKnown() {
    Scale young = noise(400, 19);
    absorb(young, 1e6f);
    assertThat(young.level(0)).as("the 20th value").isGreaterThan(1e6 / 21);

    Scale warm = noise(400, 20);
    absorb(warm, 1e6f);
    assertThat(warm.level(0)).as("the 21st value").isLessThan(2);

    Scale flat = new Scale(1, 400);
    for (int i = 0; i < 100; i++) {
      absorb(flat, 0);
    }
    absorb(flat, 1);
    assertThat(flat.level(0)).isCloseTo(1 / 101.0, within(1e-9));
  }

  @Test
  void shouldTameFeaturesApart() {
    Random random = new Random(4);
    Scale scale = new Scale(2, 400);
    for (int i = 0; i < 500; i++) {
      scale.absorb(new float[] {(float) random.nextGaussian(), (float) random.nextGaussian()});
    }
    scale.absorb(new float[] {1e6f, 0});
    scale.absorb(new float[] {1e6f, 0});

    scale.absorb(new float[] {1e6f, 1e6f});

    assertThat(scale.level(0)).as("a new level").isGreaterThan(1_000);
    assertThat(scale.level(1)).as("a first spike").isCloseTo(0, within(0.5));
  }

  /** Restored between the spikes, a scale counts on where it was. */
  @Test
  void shouldContinueAfterRestoreAmongOutliers() {
    Scale uninterrupted = noise(400, 500);
    absorb(uninterrupted, 1e6f, 1e6f);
    Scale restored = new Scale(1, 400);
    restored.restore(saved(uninterrupted));
    assertThat(saved(restored)).isEqualTo(saved(uninterrupted)).hasSize(1 + 5).endsWith(2);

    absorb(uninterrupted, 1e6f);
    absorb(restored, 1e6f);

    assertThat(saved(restored)).isEqualTo(saved(uninterrupted));
    assertThat(restored.level(0)).as("the third in a row").isGreaterThan(1_000);
  }

  @Test
  void shouldNotTakeJumpOverBreakForChange() {
    Scale scale = new Scale(1, 16);
    absorb(scale, 1, 2, 3);

    scale.breakOff(new float[] {1_000});
    absorb(scale, 1_001);

    assertThat(scale.change(0)).isCloseTo((0 + 1 + 1 + 1) / 4.0, within(1e-12));
  }

  @Test
  void shouldContinueAfterRestoreAsIfNothingHappened() {
    Random random = new Random(2);
    Scale uninterrupted = new Scale(2, 8);
    Scale restored = new Scale(2, 8);
    for (int i = 0; i < 50; i++) {
      float[] row = {random.nextFloat(), 100 * random.nextFloat()};
      uninterrupted.absorb(row);
      restored.absorb(row);
      double[] state = saved(restored);
      restored = new Scale(2, 8);
      restored.restore(state);
      assertThat(saved(restored)).isEqualTo(saved(uninterrupted));
    }
  }

  @Test
  void shouldBeNewAfterClear() {
    Scale scale = new Scale(1, 16);
    absorb(scale, 4, 8);

    scale.clear();

    assertThat(saved(scale)).isEqualTo(saved(new Scale(1, 16)));
  }

  /** After so many values of standard normal noise. */
  private static Scale noise(int memory, int values) {
    Random random = new Random(1);
    Scale scale = new Scale(1, memory);
    for (int i = 0; i < values; i++) {
      absorb(scale, (float) random.nextGaussian());
    }
    return scale;
  }

  private static void absorb(Scale scale, float... values) {
    for (float value : values) {
      scale.absorb(new float[] {value});
    }
  }

  private static double[] saved(Scale scale) {
    double[] state = new double[scale.stateSize()];
    scale.save(state);
    return state;
  }
}
