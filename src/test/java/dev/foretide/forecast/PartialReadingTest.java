package dev.foretide.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.model.Evaluation;
import dev.foretide.model.ModelShape;
import dev.foretide.series.GapFill;
import dev.foretide.series.Segment;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Records that have some of the features: load and heat, of which heat is forecast. */
class PartialReadingTest {
  private static final double NAN = Double.NaN;

  private final Scenario series =
      new Scenario(
          Scenario.settings(
              new ModelShape(
                  List.of("load", "heat"),
                  "heat",
                  60_000,
                  8,
                  2,
                  0,
                  List.of(),
                  ZoneId.of("UTC"),
                  Evaluation.STATEFUL),
              GapFill.HOLD,
              2,
              1));

  @Test
  void shouldMergeFeatureThatComesInItsOwnRecordAtSameTime() {
    series.at(0, 10, 1);
    series.at(1, NAN, 2);

    StepResult second = series.at(1, 11, NAN);
    StepResult again = series.at(1, 11, NAN);

    assertThat(second.outcome()).isEqualTo(Outcome.MERGED);
    assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
    assertThat(series.state.window.value(0, 0)).isEqualTo(11);
    assertThat(series.state.window.measured(0, 0)).isTrue();
  }

  @Test
  void shouldNotCountFeatureTwiceThatIsSentAgainBesideNewOne() {
    series.at(0, 10, 1);
    series.at(1, NAN, 2);

    StepResult whole = series.at(1, 11, 2);

    assertThat(whole.outcome()).isEqualTo(Outcome.MERGED);
    assertThat(series.state.window.readings(0, 1)).isEqualTo(1);
    assertThat(series.at(2, 12, 3).forecast()).as("not dense").isNotNull();
  }

  @Test
  void shouldKeepFeaturesUntilTargetOfTheirStepComes() {
    series.at(0, 10, 1);

    StepResult partial = series.at(1, 11, NAN);
    StepResult target = series.atMillis(61_000, NAN, 2);

    assertThat(partial.outcome()).isEqualTo(Outcome.PARTIAL);
    assertThat(partial.forecast()).isNull();
    assertThat(target.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(Objects.requireNonNull(target.forecast()).mean()).containsExactly(2, 2);
    assertThat(series.state.window.value(0, 0)).isEqualTo(11);
    assertThat(series.state.window.measured(0, 0)).isTrue();
  }

  @Test
  void shouldPutFeaturesIntoFilledStepWhenTargetNeverComes() {
    series.at(0, 10, 1);
    series.at(1, 11, NAN);

    series.at(3, NAN, 4);

    assertThat(series.window()).containsExactly(1, 1, 1, 4);
    assertThat(series.state.window.measured(2, 0)).isTrue();
    assertThat(series.state.window.measured(2, 1)).isFalse();
    assertThat(series.state.window.value(2, 0)).isEqualTo(11);
    assertThat(series.state.window.value(0, 0)).as("the newest load is held").isEqualTo(11);
    assertThat(series.state.window.measured(0, 0)).isFalse();
  }

  @Test
  void shouldHandOverFeaturesThatWereNotMeasuredAsMissing() {
    series.at(0, 10, 1);
    series.at(1, NAN, 2);
    series.at(2, 12, NAN);
    series.at(3, 13, 4);

    Segment segment = Objects.requireNonNull(series.at(100, 1, 1).segment());

    assertThat(segment.values()).containsExactly(10, 1, Float.NaN, 2, 12, Float.NaN, 13, 4);
  }

  @Test
  void shouldNotTakeFeaturesAheadOfWindowForReadingsOfTarget() {
    series.at(0, 10, 1);
    series.at(2, 12, NAN);

    StepResult between = series.at(1, NAN, 2);

    assertThat(between.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(between.forecast()).isNotNull();
    series.at(2, NAN, 3);
    assertThat(series.state.window.value(0, 0)).isEqualTo(12);
  }

  @Test
  void shouldAnswerTargetAlthoughFeaturesRanFarAhead() {
    series.at(0, 10, 1);
    series.at(2, 12, NAN);
    series.at(5, 15, NAN);

    assertThat(series.at(2, NAN, 3).outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(series.window()).endsWith(3);
  }

  @Test
  void shouldNotCallTwoRecordsOfDifferentFeaturesDense() {
    for (int step = 0; step < 4; step++) {
      series.at(step, NAN, step);
      series.at(step, 10 + step, NAN);
    }

    assertThat(series.window()).containsExactly(0, 1, 2, 3);
    assertThat(series.state.window.value(0, 0)).isEqualTo(13);
  }

  @Test
  void shouldCountReadingWithoutAnyValueAsMissing() {
    assertThat(series.at(0, NAN, NAN).outcome()).isEqualTo(Outcome.MISSING);
  }

  @Test
  void shouldBeginWithFeaturesThatCameBeforeFirstTarget() {
    assertThat(series.at(0, 10, NAN).outcome()).isEqualTo(Outcome.PARTIAL);
    series.at(0, NAN, 1);

    assertThat(series.window()).containsExactly(1);
    assertThat(series.state.window.value(0, 0)).isEqualTo(10);
  }
}
