package dev.foretide.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.series.Expert;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingForecastsTest {
  private static final int HORIZON = 6;
  private static final float UNIT = 0.25f;

  /** 1, 2, 4 and 6. */
  private final LearntLeads leads = new LearntLeads(HORIZON, List.of());

  private static final List<Expert> EXPERTS =
      List.of(Expert.NAIVE, Expert.SEASONAL, Expert.LSTM, Expert.CYCLE);

  private final WaitingForecasts waiting = new WaitingForecasts(leads, EXPERTS, 2);

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
    assertThat(waiting.rows()[row + waiting.width() - 1])
        .isEqualTo(HalfFloat.of(said(4, Expert.CYCLE)));
    assertThat(waiting.row(2, 3)).isEqualTo(row + waiting.width());
  }

  @Test
  void shouldKnowExpertsThatTookNoPart() {
    fill(2);
    waiting.putExpert(2, 1, Expert.LSTM.index(), Float.NaN);
    waiting.putExpert(2, 1, Expert.LAGS.index(), 7);

    assertThat(waiting.expert(2, 1, Expert.LSTM.index())).isNaN();
    assertThat(waiting.expert(2, 1, Expert.LAGS.index())).as("may not take part").isNaN();
    assertThat(waiting.expert(2, 1, Expert.SEASONAL.index())).isEqualTo(said(1, Expert.SEASONAL));
    assertThat(waiting.expert(2, 1, Expert.CYCLE.index())).isEqualTo(said(1, Expert.CYCLE));
  }

  @Test
  void shouldTakeOverRowOfOtherExperts() {
    fill(2);
    short[] row = new short[2 + 5 + 3];
    for (int i = 0; i < row.length; i++) {
      row[i] = HalfFloat.of(100 + i);
    }
    byte[] then = {
      (byte) Expert.NAIVE.index(),
      (byte) Expert.SEASONAL.index(),
      (byte) Expert.LAGS.index(),
      (byte) Expert.CYCLE.index()
    };

    waiting.restoreRow(2, 4, then, row, 2);

    assertThat(waiting.combined(2, 4)).isEqualTo(value(2, 102));
    assertThat(waiting.upper(2, 4, 1)).isEqualTo(value(2, 106));
    assertThat(waiting.expert(2, 4, Expert.SEASONAL.index())).isEqualTo(107);
    assertThat(waiting.expert(2, 4, Expert.CYCLE.index())).isEqualTo(109);
    assertThat(waiting.expert(2, 4, Expert.LSTM.index())).isNaN();
    assertThat(waiting.expert(2, 6, Expert.LSTM.index())).isEqualTo(said(6, Expert.LSTM));
  }

  private void fill(long origin) {
    waiting.open(origin, base(origin), UNIT, (int) (origin % 1000));
    for (int lead = 1; lead <= HORIZON; lead++) {
      waiting.putCombined(origin, lead, offset(lead, 0));
      for (Expert expert : EXPERTS) {
        if (expert != Expert.NAIVE && leads.has(lead)) {
          waiting.putExpert(origin, lead, expert.index(), said(lead, expert));
        }
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
      assertThat(waiting.expert(origin, lead, Expert.LSTM.index()))
          .isEqualTo(said(lead, Expert.LSTM));
      assertThat(waiting.lower(origin, lead, 1)).isEqualTo(value(origin, offset(lead, 6)));
      assertThat(waiting.upper(origin, lead, 1)).isEqualTo(value(origin, offset(lead, 7)));
    }
  }

  private static float said(int lead, Expert expert) {
    return offset(lead, 8 + expert.index());
  }

  private static float base(long origin) {
    return (origin % 1000) * 100;
  }

  private static float value(long origin, float offset) {
    return base(origin) + UNIT * offset;
  }

  /** Few enough digits that 16 bits hold them. */
  private static float offset(int lead, int column) {
    return lead * 100L + column;
  }
}
