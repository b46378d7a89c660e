package dev.foretide.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingForecastsTest {
  private static final int HORIZON = 6;
  private static final float UNIT = 0.25f;

  /** All but lead 4. */
  private final LearntLeads leads = new LearntLeads(HORIZON, List.of());

  private final WaitingForecasts waiting = new WaitingForecasts(leads, 3, 2);

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

    fill(7); // the slot of 1

    assertThat(waiting.has(0)).isTrue();
    assertThat(waiting.has(1)).isFalse();
    assertThat(waiting.has(7)).isTrue();
    assertHolds(0);
    assertHolds(7);
  }

  @Test
  void shouldHoldNothingWhenCleared() {
    fill(3);

    waiting.clear();

    assertThat(waiting.has(3)).isFalse();
  }

  @Test
  void shouldHoldAllLeadsOfTheNewestOrigin() {
    fill(2);
    fill(3);

    for (int lead = 1; lead <= HORIZON; lead++) {
      assertThat(waiting.newestCombined(3, lead)).isEqualTo(value(3, offset(lead, 0)));
      assertThat(waiting.newestLower(3, lead, 1)).isEqualTo(value(3, offset(lead, 6)));
      assertThat(waiting.newestUpper(3, lead, 0)).isEqualTo(value(3, offset(lead, 5)));
    }
    assertThatThrownBy(() -> waiting.combined(3, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lead 3 is not learnt");
  }

  @Test
  void shouldKeepRowOfLeadInOnePiece() {
    fill(2);

    int row = waiting.row(2, 2);

    assertThat(waiting.width()).isEqualTo(1 + 3 + 2 * 2);
    assertThat(waiting.rows()[row]).isEqualTo(HalfFloat.of(offset(4, 0)));
    assertThat(waiting.rows()[row + waiting.width() - 1]).isEqualTo(HalfFloat.of(offset(4, 3)));
    assertThat(waiting.row(2, 3)).isEqualTo(row + waiting.width());
  }

  @Test
  void shouldKnowExpertsThatTookNoPart() {
    fill(2);
    waiting.putExpert(2, 1, 1, Float.NaN);

    assertThat(waiting.expert(2, 1, 1)).isNaN();
    assertThat(waiting.expert(2, 1, 2)).isEqualTo(offset(1, 3));
  }

  private void fill(long origin) {
    waiting.open(origin, base(origin), UNIT, (int) (origin % 1000));
    for (int lead = 1; lead <= HORIZON; lead++) {
      waiting.putCombined(origin, lead, offset(lead, 0));
      for (int e = 0; e < 3 && leads.has(lead); e++) {
        waiting.putExpert(origin, lead, e, offset(lead, 1 + e));
      }
      for (int l = 0; l < 2; l++) {
        waiting.putInterval(origin, lead, l, offset(lead, 4 + 2 * l), offset(lead, 5 + 2 * l));
      }
    }
  }

  private void assertHolds(long origin) {
    assertThat(waiting.base(origin)).isEqualTo(base(origin));
    assertThat(waiting.unit(origin)).isEqualTo(UNIT);
    assertThat(waiting.version(origin)).isEqualTo((int) (origin % 1000));
    for (int lead : leads.toArray()) {
      assertThat(waiting.combined(origin, lead)).isEqualTo(value(origin, offset(lead, 0)));
      assertThat(waiting.expert(origin, lead, 2)).isEqualTo(offset(lead, 3));
      assertThat(waiting.lower(origin, lead, 1)).isEqualTo(value(origin, offset(lead, 6)));
      assertThat(waiting.upper(origin, lead, 1)).isEqualTo(value(origin, offset(lead, 7)));
    }
  }

  private static float base(long origin) {
    return (origin % 1000) * 100;
  }

  private static float value(long origin, float offset) {
    return base(origin) + UNIT * offset;
  }

  /** Few enough digits that 16 bits hold them. */
  private static float offset(int lead, int column) {
    return lead * 10L + column;
  }
}
