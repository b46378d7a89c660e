package dev.foretide.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.model.Evaluation;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.series.GapFill;
import dev.foretide.series.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Readings behind the newest step, and a clock that is set back. */
class LateReadingTest {
  private static final int WINDOW = 48;
  private static final int HOUR = 12; // steps

  private static Scenario scenario(int graceSteps) {
    ModelShape shape = Models.shape(WINDOW, 4, Evaluation.STATEFUL);
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 3, graceSteps));
    series.model =
        Models.model(shape, Models.heads(shape, 1), Models.network(shape, "lstm:4,dense", 2));
    return series;
  }

  private static double value(int step) {
    return Math.sin(step / 5.0);
  }

  @Test
  void shouldCountRepeatedHourAsLateAndForecastAsIfItHadNotBeen() {
    Scenario repeated = scenario(0);
    Scenario undisturbed = scenario(0);
    for (int step = 0; step < 60; step++) {
      repeated.at(step, value(step));
      undisturbed.at(step, value(step));
    }

    List<Outcome> outcomes = new ArrayList<>();
    for (int step = 60 - HOUR; step < 60; step++) { // the clock went back by an hour
      outcomes.add(repeated.atMillis(step * 60_000L + 5_000, 9).outcome());
    }

    assertThat(outcomes.subList(0, HOUR - 1)).containsOnly(Outcome.LATE);
    assertThat(outcomes.get(HOUR - 1)).as("the newest step").isEqualTo(Outcome.MERGED);
    Scenario late = scenario(0);
    for (int step = 0; step < 60; step++) {
      late.at(step, value(step));
    }
    for (int step = 60 - HOUR; step < 59; step++) {
      assertThat(late.at(step, 9).outcome()).isEqualTo(Outcome.LATE);
    }
    for (int step = 60; step < 90; step++) {
      assertThat(late.at(step, value(step)).forecast())
          .usingRecursiveComparison()
          .isEqualTo(undisturbed.at(step, value(step)).forecast());
    }
  }

  @Test
  void shouldCorrectWindowByRepeatedHourWithinGrace() {
    Scenario series = scenario(HOUR);
    for (int step = 0; step < 60; step++) {
      series.at(step, value(step));
    }

    for (int step = 59 - HOUR; step < 59; step++) {
      assertThat(series.at(step, 9).outcome()).isEqualTo(Outcome.CORRECTED);
    }
    StepResult next = series.at(60, value(60));

    for (int age = 2; age < HOUR + 2; age++) {
      assertThat(series.state.window.value(age, 0)).isEqualTo(9);
    }
    assertThat(series.state.networkState)
        .isEqualTo(NetworkStepperTest.replayed(series, Objects.requireNonNull(series.model)));
    assertThat(next.forecast()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "5", "12"})
  void shouldHandOverCorrectionsOfAllStepsWithinGrace(int graceSteps) {
    Scenario series = scenario(graceSteps);
    List<Segment> segments = new ArrayList<>();
    for (int step = 0; step < 200; step++) {
      Segment segment = series.at(step, 1).segment();
      if (segment != null) {
        segments.add(segment);
      }
      if (step >= graceSteps && graceSteps > 0) {
        assertThat(series.at(step - graceSteps, 2).outcome()).isEqualTo(Outcome.CORRECTED);
      }
    }

    long end = 0;
    for (Segment segment : segments) {
      assertThat(segment.firstStep()).isEqualTo(end);
      end = segment.endStep();
      assertThat(segment.values()).containsOnly(graceSteps == 0 ? 1 : 2);
    }
    assertThat(end).isGreaterThan(150);
  }

  @Test
  void shouldHandOverCorrectedGapAsMeasured() {
    Scenario series = scenario(5);
    series.at(0, 1);
    series.at(2, 3);
    series.at(1, 2);

    Segment segment = Objects.requireNonNull(series.at(100, 1).segment());

    assertThat(segment.values()).containsExactly(1, 2, 3);
  }

  @Test
  void shouldKeepGraceWithinWhatWindowHolds() {
    ModelShape shape = Models.shape(8, 2, Evaluation.STATEFUL);

    assertThat(Scenario.settings(shape, GapFill.HOLD, 2, 1_000).keptSteps()).isEqualTo(3);
    assertThat(Scenario.settings(shape, GapFill.HOLD, 2, 1).keptSteps()).isEqualTo(2);
    assertThat(Scenario.settings(shape, GapFill.HOLD, 4, 1_000).keptSteps()).isEqualTo(1);
  }
}
