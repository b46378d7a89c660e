package dev.foretide.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.series.Expert;
import dev.foretide.series.Scale;
import dev.foretide.series.Window;
import dev.foretide.series.WindowContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinearHeadTest {
  /** Window 4 of a memory with a season, two features and clock; the longest head sees 9 steps. */
  private static final ModelShape SHAPE =
      Models.wider(Models.richShape(4, 3, 6, Evaluation.STATEFUL), 9, false);

  @ParameterizedTest
  @EnumSource(
      value = Expert.class,
      names = {"LINEAR", "LAGS", "LOOKBACK"})
  void shouldMultiplyItsRegressorsAndAddIntercept(Expert expert) {
    Regressors regressors = regressors();
    Regressors.Columns columns = Regressors.columns(SHAPE, expert);
    float[] weights = Models.random(3 * (columns.count() + 1), 7, 1);
    LinearHead head = new LinearHead(columns, 3, weights);
    float[] forecast = new float[3];

    head.predict(regressors, forecast);

    float[] own = new float[columns.count()];
    columns.take(regressors.values(), own);
    for (int h = 0; h < 3; h++) {
      double sum = weights[(h + 1) * (own.length + 1) - 1];
      for (int i = 0; i < own.length; i++) {
        sum += (double) weights[h * (own.length + 1) + i] * own[i];
      }
      assertThat((double) forecast[h]).isCloseTo(sum, within(1e-5));
    }
  }

  @Test
  void shouldForecastAgainWhatItForecastBeforeAnotherHead() {
    Regressors regressors = regressors();
    LinearHeads heads = Models.heads(SHAPE, 5);
    float[] first = new float[3];
    float[] again = new float[3];
    heads.linear().predict(regressors, first);

    heads.lags().predict(regressors, again);
    heads.linear().predict(regressors, again);

    assertThat(again).isEqualTo(first);
  }

  private static Regressors regressors() {
    Window window = new Window(SHAPE.memory(), 2);
    Scale scale = new Scale(2, 40);
    float[] values = Models.random(2 * SHAPE.memory(), 3, 2);
    for (int i = 0; i < SHAPE.memory(); i++) {
      float[] row = {values[2 * i], values[2 * i + 1]};
      scale.absorb(row);
      window.append(row, true);
    }
    Regressors regressors = new Regressors(SHAPE);
    regressors.encode(new WindowContext(window, scale), 0, 1_700_000_040_000L);
    return regressors;
  }

  @Test
  void shouldNotChangeWhenArraysAroundItChange() {
    float[] given = {1, 2};
    LinearHead head = new LinearHead(new Regressors.Columns(1, 1, 1), 1, given);

    given[0] = 9;
    head.weights()[1] = 9;

    assertThat(head.weights()).containsExactly(1, 2);
  }

  @Test
  void shouldRefuseWeightsOfAnotherSize() {
    assertThatThrownBy(() -> new LinearHead(new Regressors.Columns(2, 4, 5), 2, new float[7]))
        .hasMessage("linear head: 7 weights, expected 2 x (3 + 1)");
  }

  @Test
  void shouldRefuseHeadsOfAnotherShapeByName() {
    ModelShape shorter = Models.wider(SHAPE, 7, false);

    assertThatThrownBy(() -> Models.model(SHAPE, Models.heads(shorter, 1), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("linear head is [3, Columns[lags=3, from=6, to=21]], expected");
  }

  @Test
  void shouldHaveOnlyHeadsThatSeeMoreThanTheOthers() {
    ModelShape plain = Models.shape(4, 3, Evaluation.STATEFUL);

    assertThat(Models.byExpert(Models.heads(plain, 1))).containsOnlyKeys(Expert.LINEAR);
    assertThat(Models.byExpert(Models.heads(Models.wider(plain, 9, false), 1)))
        .containsOnlyKeys(Expert.LINEAR, Expert.LOOKBACK);
    assertThat(Models.byExpert(Models.heads(SHAPE, 1)))
        .containsOnlyKeys(Expert.LINEAR, Expert.LAGS, Expert.LOOKBACK);
  }
}
