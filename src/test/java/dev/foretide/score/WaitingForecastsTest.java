package dev.foretide.score;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingForecastsTest {
  private static final int HORIZON = 4;

  private final WaitingForecasts waiting = new WaitingForecasts(HORIZON, 3, 2);

  @ParameterizedTest
  @ValueSource(longs = {0, -7, 28_000_000})
  void shouldHoldNewestOriginsAsManyAsLeads(long first) {
    for (long origin = first; origin < first + 10; origin++) {
      fill(origin);
      for (long other = first; other <= origin + 3; other++) {
        boolean newest = other <= origin && other > origin - HORIZON;
        assertThat(waiting.has(other)).isEqualTo(newest);
        if (newest) {
          assertHolds(other);
        }
      }
    }
  }

  @Test
  void shouldDropOriginsThatSkippedStepsOverwrote() {
    fill(0);
    fill(1);

    fill(5); // the slot of 1

    assertThat(waiting.has(0)).isTrue();
    assertThat(waiting.has(1)).isFalse();
    assertThat(waiting.has(5)).isTrue();
    assertHolds(0);
    assertHolds(5);
  }

  @Test
  void shouldHoldNothingWhenCleared() {
    fill(3);

    waiting.clear();

    assertThat(waiting.has(3)).isFalse();
  }

  @Test
  void shouldKeepRowOfLeadInOnePiece() {
    fill(2);

    int row = waiting.row(2, 3);

    assertThat(waiting.width()).isEqualTo(1 + 3 + 2 * 2);
    assertThat(waiting.rows()[row]).isEqualTo(value(2, 3, 0));
    assertThat(waiting.rows()[row + waiting.width() - 1]).isEqualTo(value(2, 3, 7));
    assertThat(waiting.row(2, 4)).isEqualTo(row + waiting.width());
  }

  private void fill(long origin) {
    waiting.open(origin, value(origin, 0, 0), (int) (origin % 1000));
    for (int lead = 1; lead <= HORIZON; lead++) {
      waiting.putCombined(origin, lead, value(origin, lead, 0));
      for (int e = 0; e < 3; e++) {
        waiting.putExpert(origin, lead, e, value(origin, lead, 1 + e));
      }
      for (int l = 0; l < 2; l++) {
        waiting.putInterval(
            origin, lead, l, value(origin, lead, 4 + 2 * l), value(origin, lead, 5 + 2 * l));
      }
    }
  }

  private void assertHolds(long origin) {
    assertThat(waiting.base(origin)).isEqualTo(value(origin, 0, 0));
    assertThat(waiting.version(origin)).isEqualTo((int) (origin % 1000));
    for (int lead = 1; lead <= HORIZON; lead++) {
      assertThat(waiting.combined(origin, lead)).isEqualTo(value(origin, lead, 0));
      assertThat(waiting.expert(origin, lead, 2)).isEqualTo(value(origin, lead, 3));
      assertThat(waiting.lower(origin, lead, 1)).isEqualTo(value(origin, lead, 6));
      assertThat(waiting.upper(origin, lead, 1)).isEqualTo(value(origin, lead, 7));
    }
  }

  private static float value(long origin, int lead, int column) {
    return (origin % 1000) * 100 + lead * 10L + column;
  }
}
