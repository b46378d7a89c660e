package dev.foretide.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
    float[] errors = {2, 4, 0, /* seasonal */ 1, 1, 1, /* linear */ 1, 3, 7, /* lstm */ 4, 4, 4};

    assertThat(Gate.score(errors)).isCloseTo((0.5 + 0.75) / 2, within(1e-9));
  }

  private static float[] errors(float linear, float lstm) {
    return new float[] {2, 2, Float.NaN, Float.NaN, 2 * linear, 2 * linear, 2 * lstm, 2 * lstm};
  }
}
