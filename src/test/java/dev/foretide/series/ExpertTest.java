package dev.foretide.series;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExpertTest {
  @ParameterizedTest
  @EnumSource
  void shouldEndWithTheLastValueByWayOfStandIns(Expert expert) {
    Expert last = expert;
    for (int i = 0; i < Expert.COUNT; i++) {
      last = last.standIn();
    }

    assertThat(last).isEqualTo(Expert.NAIVE);
  }

  @Test
  void shouldStandInForNetworkAndShorterHeadsByTheHeadOfAllInputs() {
    assertThat(Expert.LSTM.standIn()).isEqualTo(Expert.LINEAR);
    assertThat(Expert.LAGS.standIn()).isEqualTo(Expert.LINEAR);
    assertThat(Expert.LOOKBACK.standIn()).isEqualTo(Expert.LINEAR);
    assertThat(Expert.LINEAR.standIn()).isEqualTo(Expert.NAIVE);
  }

  @Test
  void shouldAskNoProofOfLastValueAndSeason() {
    assertThat(Expert.values())
        .filteredOn(expert -> !expert.needsProof())
        .containsExactly(Expert.NAIVE, Expert.SEASONAL);
    assertThat(Expert.values())
        .filteredOn(Expert::isFitted)
        .containsExactly(Expert.LINEAR, Expert.LSTM, Expert.LAGS, Expert.LOOKBACK);
  }

  /** Stored tables and states know experts by these numbers. */
  @Test
  void shouldKeepItsIndex() {
    assertThat(Expert.values()).extracting(Expert::index).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(Expert.values())
        .extracting(Expert::word)
        .containsExactly("naive", "seasonal", "linear", "lstm", "lags", "lookback", "cycle");
    assertThat(Expert.HEADS).containsExactly(Expert.LINEAR, Expert.LAGS, Expert.LOOKBACK);
    assertThat(Expert.SIMPLEST_FIRST).containsExactlyInAnyOrder(Expert.values());
  }
}
