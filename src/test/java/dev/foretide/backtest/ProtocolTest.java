package dev.foretide.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolTest {
  @Test
  void shouldScoreEverythingAfterAShareOfWarmUp() {
    Protocol protocol = new Protocol(0.25, null, null, null);

    assertThat(protocol.warmUp(1001)).isEqualTo(250);
    assertThat(protocol.firstTarget(1001)).isEqualTo(250);
    assertThat(protocol.endTarget(1001)).isEqualTo(1001);
    assertThat(protocol.describe())
        .containsEntry("warmUp", "first 25 % of the readings of each series")
        .containsEntry(
            "scored",
            "targets from the end of the warm-up to the end; all leads of an origin or none");
  }

  @Test
  void shouldTakeRowsOfAPublishedProtocol() {
    Protocol protocol = new Protocol(0.25, 8640, 11_520, 14_400);

    assertThat(protocol.warmUp(17_420)).isEqualTo(8640);
    assertThat(protocol.firstTarget(17_420)).isEqualTo(11_520);
    assertThat(protocol.endTarget(17_420)).isEqualTo(14_400);
    assertThat(protocol.warmUp(100)).isEqualTo(100);
    assertThat(protocol.endTarget(100)).isEqualTo(100);
    assertThat(protocol.describe())
        .containsEntry("warmUp", "first 8640 readings of each series")
        .containsEntry(
            "scored",
            "targets from reading 11520 to before reading 14400; all leads of an origin or none");
  }

  @ParameterizedTest
  @CsvSource({
    "1, , , , --from is 1.0",
    "-0.1, , , , --from is -0.1",
    "NaN, , , , --from is NaN",
    "0, 0, , , --train-rows is 0",
    "0, , -1, , --score-rows begins at -1",
    "0, , 5, 5, --score-rows ends at 5",
    "0, , , 0, --score-rows ends at 0"
  })
  void shouldNameOptionValueAndRule(
      double from,
      @Nullable Integer train,
      @Nullable Integer first,
      @Nullable Integer end,
      String named) {
    assertThatThrownBy(() -> new Protocol(from, train, first, end))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(named)
        .hasMessageContaining("must");
  }
}
