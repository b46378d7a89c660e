package dev.foretide.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.series.Expert;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {

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
    "0,    0.9, 0.9,  Infinity, Infinity, true",
  })
  void shouldPromoteOnlyWhatWins(
      double margin, float linear, float lstm, float theirs, float theirLstm, boolean promoted) {
    float[] champion =
        Float.isNaN(theirs) && Float.isNaN(theirLstm) ? null : errors(theirs, theirLstm);

    Gate.Decision decision = new Gate(margin).decide(errors(linear, lstm), champion);

    assertThat(decision.promoted()).as(decision.reason()).isEqualTo(promoted);
    assertThat(decision.reason()).isNotBlank();
  }

  @Test
  void shouldAverageRatiosOverLeadsThatNaiveErrsAt() {
    float[] errors = new float[3 * Expert.COUNT];
    Arrays.fill(errors, 9); // the heads beside
    float[] first = {2, 4, 0, /* seasonal */ 1, 1, 1, /* linear */ 1, 3, 7, /* lstm */ 4, 2, 4};
    System.arraycopy(first, 0, errors, 0, first.length);

    assertThat(Gate.relative(errors, Expert.LINEAR)).isCloseTo((0.5 + 0.75) / 2, within(1e-9));
    assertThat(Gate.score(errors)).as("the LSTM's").isCloseTo((2 + 0.5) / 2, within(1e-9));
  }

  @Test
  void shouldScoreTheHeadWhereThereIsNoNetwork() {
    assertThat(Gate.score(errors(0.75f, Float.NaN))).isCloseTo(0.75, within(1e-6));
    assertThat(Gate.score(errors(Float.NaN, Float.NaN))).isNaN();
  }

  private static float[] errors(float linear, float lstm) {
    float[] errors = new float[2 * Expert.COUNT];
    Arrays.fill(errors, Float.NaN);
    Arrays.fill(errors, 0, 2, 2);
    Arrays.fill(errors, 4, 6, 2 * linear);
    Arrays.fill(errors, 6, 8, 2 * lstm);
    return errors;
  }
}
