package dev.foretide.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Models;
import dev.foretide.series.Forecast;
import dev.foretide.series.GapFill;
import dev.foretide.series.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Several readings in one step. */
class DenseSeriesTest {
  private final Scenario series = Scenario.of(8, 3, GapFill.HOLD, 2);

  @Test
  void shouldAnswerFirstStepAtOnceAndLaterOnesWhenTheyClose() {
    List<StepResult> answers = new ArrayList<>();
    for (int i = 0; i < 12; i++) { // three readings a step
      answers.add(series.atMillis(20_000L * i, i));
    }

    assertThat(answers)
        .extracting(StepResult::outcome)
        .startsWith(Outcome.ACCEPTED, Outcome.MERGED, Outcome.MERGED, Outcome.ACCEPTED);
    assertThat(series.window()).containsExactly(1, 4, 7);
    assertThat(answers.get(3).forecast()).as("its step is open").isNull();
    Forecast second = Objects.requireNonNull(answers.get(6).forecast());
    assertThat(second.origin()).isEqualTo(60_000);
    assertThat(second.mean()).containsExactly(4, 4, 4);
    StepResult third = answers.get(9);
    Score score = Objects.requireNonNull(third.score());
    assertThat(score.at()).isEqualTo(120_000);
    assertThat(score.actual()).isEqualTo(7);
    assertThat(Objects.requireNonNull(third.forecast()).origin()).isEqualTo(120_000);
    assertThat(third.closed()).isNull();
  }

  @Test
  void shouldAnswerBothStepsWhenSeriesCeasesToBeDense() {
    series.atMillis(0, 1);
    series.atMillis(30_000, 3);
    series.at(1, 5); // alone in its step
    StepResult answer = series.at(2, 7);

    StepResult closed = Objects.requireNonNull(answer.closed());
    assertThat(Objects.requireNonNull(closed.forecast()).origin()).isEqualTo(60_000);
    assertThat(Objects.requireNonNull(answer.forecast()).origin()).isEqualTo(120_000);
    assertThat(Objects.requireNonNull(answer.score()).leads()).hasSize(1);
    assertThat(series.window()).containsExactly(2, 5, 7);
    assertThat(series.at(3, 9).closed()).as("answered at once from now on").isNull();
  }

  @Test
  void shouldCloseOpenStepOnRequestOnce() {
    series.atMillis(0, 1);
    series.atMillis(30_000, 3);
    series.at(1, 5);
    series.atMillis(70_000, 7);

    StepResult closed = series.close();

    assertThat(closed.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(Objects.requireNonNull(closed.forecast()).mean()).containsExactly(6, 6, 6);
    assertThat(series.close().outcome()).isEqualTo(Outcome.MISSING);
    assertThat(series.window()).containsExactly(2, 6);
    assertThat(series.atMillis(110_000, 9).outcome()).isEqualTo(Outcome.MERGED);
  }

  @Test
  void shouldFillGapOfSilentSensorOnlyAtItsNextReading() {
    series.atMillis(0, 1);
    series.atMillis(30_000, 3);
    series.at(1, 5);
    series.close();
    assertThat(series.window()).containsExactly(2, 5);

    StepResult answer = series.at(4, 8);

    assertThat(series.window()).containsExactly(2, 5, 5, 5, 8);
    assertThat(Objects.requireNonNull(answer.forecast()).origin()).isEqualTo(240_000);
  }

  @Test
  void shouldSendNewestForecastAgainForRepeatedReadingOfOpenStep() {
    for (int i = 0; i < 7; i++) {
      series.atMillis(20_000L * i, i);
    }

    StepResult again = series.atMillis(120_000, 6);

    assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
    assertThat(Objects.requireNonNull(again.forecast()).origin()).isEqualTo(60_000);
    assertThat(series.state.pending.count(2, 0)).isEqualTo(1);
  }

  @Test
  void shouldFoldLateReadingIntoClosedStepOfSeveral() {
    Scenario graceful =
        new Scenario(
            Scenario.settings(Models.shape(8, 3, Evaluation.STATEFUL), GapFill.HOLD, 2, 2));
    for (int i = 0; i < 9; i++) {
      graceful.atMillis(20_000L * i, i);
    }

    StepResult late = graceful.atMillis(65_000, 8);

    assertThat(late.outcome()).isEqualTo(Outcome.CORRECTED);
    assertThat(graceful.window()).containsExactly(1, 5);
  }

  @Test
  void shouldTakeLateReadingOfStepThatNobodyHadSeen() {
    Scenario graceful =
        new Scenario(
            Scenario.settings(Models.shape(8, 3, Evaluation.STATEFUL), GapFill.HOLD, 2, 2));
    graceful.atMillis(0, 1);
    graceful.atMillis(30_000, 3);
    graceful.at(2, 8);

    assertThat(graceful.at(1, 4).outcome()).isEqualTo(Outcome.CORRECTED);
    graceful.at(3, 9);

    assertThat(graceful.window()).startsWith(2, 4, 8);
    assertThat(graceful.state.window.measured(graceful.state.window.size() - 2, 0)).isTrue();
  }

  @Test
  void shouldStartAnewAfterLongGapAndCloseWhatWasOpenBefore() {
    for (int i = 0; i < 8; i++) {
      series.atMillis(20_000L * i, i);
    }

    StepResult answer = series.at(40, 5);

    assertThat(Objects.requireNonNull(answer.forecast()).origin()).isEqualTo(120_000);
    assertThat(series.window()).containsExactly(1, 4, 6.5f);
    series.at(41, 6);
    assertThat(series.window()).containsExactly(5, 6);
  }
}
