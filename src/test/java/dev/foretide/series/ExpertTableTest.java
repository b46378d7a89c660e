package dev.foretide.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExpertTableTest {
  private static final int HORIZON = 3;

  private static float[] rows() {
    float[] rows = new float[Expert.COUNT * HORIZON];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    return rows;
  }

  @Test
  void shouldReadRowsOfExpertsAsTheyAreStored() {
    ExpertTable table = ExpertTable.ofRows(rows());

    assertThat(table.horizon()).isEqualTo(HORIZON);
    assertThat(table.get(1, Expert.NAIVE)).isZero();
    assertThat(table.get(3, Expert.NAIVE)).isEqualTo(2);
    assertThat(table.get(2, Expert.LINEAR)).isEqualTo(7);
    assertThat(table.get(2, Expert.LINEAR.index())).isEqualTo(7);
    assertThat(table.of(Expert.SEASONAL)).containsExactly(3, 4, 5);
    assertThat(table.ofLead(1)).containsExactly(0, 3, 6, 9, 12, 15, 18);
    assertThat(table.toRows()).isEqualTo(rows());
  }

  @Test
  void shouldBeUnknownUntilItIsSet() {
    ExpertTable table = new ExpertTable(HORIZON);

    table.set(Expert.LSTM, new float[] {4, 5, 6});
    table.set(1, Expert.CYCLE, 7);

    assertThat(table.of(Expert.LSTM)).containsExactly(4, 5, 6);
    assertThat(table.of(Expert.CYCLE)).containsExactly(7, Float.NaN, Float.NaN);
    assertThat(table.of(Expert.NAIVE)).containsOnly(Float.NaN);
  }

  @Test
  void shouldNotFollowItsCopy() {
    ExpertTable table = ExpertTable.ofRows(rows());
    ExpertTable copy = table.copy();

    copy.set(1, Expert.NAIVE, 9);

    assertThat(copy).isNotEqualTo(table);
    assertThat(table).isEqualTo(ExpertTable.ofRows(rows()));
  }

  @Test
  void shouldAverageRatiosOverLeadsThatNaiveErrsAt() {
    ExpertTable errors = new ExpertTable(HORIZON);
    errors.set(Expert.NAIVE, new float[] {2, 4, 0});
    errors.set(Expert.LINEAR, new float[] {1, 3, 7});

    assertThat(errors.relative(Expert.LINEAR)).isCloseTo((0.5 + 0.75) / 2, within(1e-9));
    assertThat(errors.relative(Expert.LSTM)).isNaN();
  }

  @Test
  void shouldRefuseRowsOfDifferentLengths() {
    assertThatThrownBy(() -> ExpertTable.ofRows(new float[Expert.COUNT + 1]))
        .hasMessage("8 values do not make rows of 7 experts");
  }
}
