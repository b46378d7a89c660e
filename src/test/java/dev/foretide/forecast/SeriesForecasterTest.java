package dev.foretide.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.foretide.model.Evaluation;
import dev.foretide.model.LinearHeads;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.model.Provenance;
import dev.foretide.model.Regressors;
import dev.foretide.series.Aggregate;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.series.Forecast;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Reading;
import dev.foretide.series.Score;
import dev.foretide.series.Segment;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import dev.foretide.series.WindowContext;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesForecasterTest {
  private static final float NAN = Float.NaN;

  @Test
  void shouldForecastNaiveFromSecondReadingOn() {
    Scenario series = Scenario.of(8, 3, GapFill.HOLD, 2);

    StepResult first = series.at(100, 5);
    StepResult second = series.at(101, 7);

    assertThat(first.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(first.forecast()).isNull();
    Forecast forecast = Objects.requireNonNull(second.forecast());
    assertThat(forecast.mean()).containsExactly(7, 7, 7);
    assertThat(forecast.source()).isEqualTo(Source.NAIVE);
    assertThat(forecast.status()).isEqualTo(Status.COLD);
    assertThat(forecast.version()).isZero();
    assertThat(forecast.origin()).isEqualTo(101 * 60_000);
    assertThat(forecast.timeOf(1)).isEqualTo(102 * 60_000);
    for (int l = 0; l < 2; l++) {
      for (int h = 0; h < 3; h++) {
        assertThat(forecast.lower()[l][h]).isLessThan(7);
        assertThat(forecast.upper()[l][h]).isGreaterThan(7);
      }
    }
  }

  @Test
  void shouldHoldLastValueOverShortGap() {
    Scenario series = Scenario.of(8, 2, GapFill.HOLD, 2);
    series.at(0, 1);
    series.at(1, 2);

    series.at(4, 8);

    assertThat(series.window()).containsExactly(1, 2, 2, 2, 8);
    assertThat(series.state.window.measured(0)).isTrue();
    assertThat(series.state.window.measured(1)).isFalse();
    assertThat(series.state.window.measured(2)).isFalse();
    assertThat(series.state.window.measured(3)).isTrue();
  }

  @Test
  void shouldDrawLineOverShortGap() {
    Scenario series = Scenario.of(8, 2, GapFill.LINEAR, 2);
    series.at(0, 1);
    series.at(1, 2);

    series.at(4, 8);

    assertThat(series.window()).containsExactly(1, 2, 4, 6, 8);
  }

  @Test
  void shouldStartAnewAfterLongGapAndHandOverWhatItHad() {
    Scenario series = Scenario.of(8, 2, GapFill.HOLD, 2);
    series.at(0, 1);
    series.at(1, 2);

    StepResult answer = series.at(5, 8);

    assertThat(series.window()).containsExactly(8);
    Segment segment = Objects.requireNonNull(answer.segment());
    assertThat(segment.firstStep()).isZero();
    assertThat(segment.values()).containsExactly(1, 2);
    assertThat(answer.score()).as("what waited is forgotten").isNull();
    assertThat(Objects.requireNonNull(answer.forecast()).mean()).containsExactly(8, 8);
  }

  @Test
  void shouldNotTakeJumpOverLongGapForChangeOfOneStep() {
    Scenario series = Scenario.of(8, 2, GapFill.HOLD, 2);
    series.at(0, 1);
    series.at(1, 2);
    series.at(2, 1);

    series.at(9, 1_000);

    assertThat(series.state.scale.change(0)).isLessThanOrEqualTo(1);
  }

  @Test
  void shouldStartAnewAfterEveryGapWhenNoneIsFilled() {
    Scenario series = Scenario.of(8, 2, GapFill.NONE, 2);
    series.at(0, 1);

    StepResult answer = series.at(2, 3);

    assertThat(series.window()).containsExactly(3);
    assertThat(Objects.requireNonNull(answer.segment()).values()).containsExactly(1);
  }

  @Test
  void shouldSettleForecastsThatWaitedOverFilledGap() {
    Scenario series = Scenario.of(8, 3, GapFill.HOLD, 2);
    series.at(0, 1);
    Forecast forecast = Objects.requireNonNull(series.at(1, 2).forecast());

    StepResult answer = series.at(4, 8);

    Score score = Objects.requireNonNull(answer.score());
    assertThat(score.leads()).hasSize(1);
    assertThat(score.leads().get(0).lead()).isEqualTo(3);
    assertThat(score.leads().get(0).forecast()).isEqualTo(forecast.mean()[2]);
    assertThat(score.naive()).isEqualTo(2);
  }

  @Test
  void shouldSendSameForecastAgainForDuplicate() {
    Scenario series = Scenario.of(8, 3, GapFill.HOLD, 2);
    series.at(0, 1);
    Forecast sent = Objects.requireNonNull(series.at(1, 2).forecast());
    byte[] before = new SeriesStateCodec(series.settings).write(series.state);

    StepResult answer = series.at(1, 2);

    assertThat(answer.outcome()).isEqualTo(Outcome.DUPLICATE);
    assertThat(answer.score()).isNull();
    assertThat(answer.forecast()).usingRecursiveComparison().isEqualTo(sent);
    assertThat(new SeriesStateCodec(series.settings).write(series.state)).isEqualTo(before);
  }

  @Test
  void shouldHaveNothingToSendAgainForDuplicateOfFirstReading() {
    Scenario series = Scenario.of(8, 3, GapFill.HOLD, 2);
    series.at(0, 1);

    assertThat(series.at(0, 1).outcome()).isEqualTo(Outcome.DUPLICATE);
  }

  @Test
  void shouldFoldReadingsOfOneStepByAggregate() {
    Scenario series = Scenario.of(8, 3, GapFill.HOLD, 2);
    series.atMillis(60_000, 1);
    series.atMillis(70_000, 2);
    StepResult merged = series.atMillis(119_999, 6);

    StepResult next = series.atMillis(120_000, 9);

    assertThat(merged.outcome()).isEqualTo(Outcome.MERGED);
    assertThat(merged.forecast()).isNull();
    assertThat(series.window()).containsExactly(3);
    assertThat(next.outcome()).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void shouldFoldReadingOutOfOrderWithinItsStep() {
    Scenario series = Scenario.of(8, 3, GapFill.HOLD, 2);
    series.atMillis(70_000, 1);

    StepResult merged = series.atMillis(60_000, 3);

    assertThat(merged.outcome()).isEqualTo(Outcome.MERGED);
    assertThat(series.window()).containsExactly(2);
    assertThat(series.atMillis(70_000, 1).outcome()).isEqualTo(Outcome.DUPLICATE);
  }

  @Test
  void shouldCorrectWindowByLateReadingWithinGrace() {
    ForecastSettings settings =
        Scenario.settings(Models.shape(8, 2, Evaluation.STATEFUL), GapFill.HOLD, 2, 2);
    Scenario series = new Scenario(settings);
    series.at(0, 1);
    series.at(1, 2);
    series.at(3, 4);

    StepResult corrected = series.at(2, 3);
    StepResult late = series.at(0, 9);

    assertThat(corrected.outcome()).isEqualTo(Outcome.CORRECTED);
    assertThat(late.outcome()).isEqualTo(Outcome.LATE);
    assertThat(series.window()).containsExactly(1, 2, 3, 4);
    assertThat(series.state.window.measured(1)).as("filled before, now measured").isTrue();
  }

  @Test
  void shouldRefuseLateReadingOlderThanWindowWhateverTheGrace() {
    ForecastSettings settings =
        Scenario.settings(Models.shape(8, 2, Evaluation.STATEFUL), GapFill.HOLD, 2, 1_000);
    Scenario series = new Scenario(settings);
    series.at(100, 1);
    series.at(101, 2);

    assertThat(series.at(99, 9).outcome()).isEqualTo(Outcome.LATE);
  }

  @Test
  void shouldReplayWindowAtNextReadingAfterCorrection() {
    ModelShape shape = Models.shape(8, 2, Evaluation.STATEFUL);
    Scenario corrected = new Scenario(Scenario.settings(shape, GapFill.HOLD, 2, 2));
    corrected.model =
        Models.model(shape, Models.heads(shape, 1), Models.network(shape, "lstm:4,dense", 2));
    for (int step = 0; step < 12; step++) {
      corrected.at(step, step % 3);
    }

    corrected.at(10, 7);
    assertThat(corrected.state.networkVersion).isEqualTo(SeriesState.STALE);
    corrected.at(12, 1);

    assertThat(corrected.state.networkState)
        .isEqualTo(NetworkStepperTest.replayed(corrected, corrected.model));
  }

  @Test
  void shouldCountReadingWithoutTargetAsMissing() {
    Scenario series = Scenario.of(8, 2, GapFill.HOLD, 2);
    series.at(0, 1);

    StepResult answer = series.at(1, Double.NaN);

    assertThat(answer.outcome()).isEqualTo(Outcome.MISSING);
    assertThat(answer.forecast()).isNull();
    assertThat(series.window()).containsExactly(1);
  }

  /** A value beyond what float32 holds would make the state of the series infinite for good. */
  @Test
  void shouldCountTargetBeyondFloatAsMissing() {
    Scenario series = Scenario.of(8, 2, GapFill.HOLD, 2);
    series.at(0, 1);

    StepResult huge = series.at(1, 1e300);
    StepResult next = series.at(2, 2);

    assertThat(huge.outcome()).isEqualTo(Outcome.MISSING);
    assertThat(Objects.requireNonNull(next.forecast()).mean()).containsExactly(2, 2);
  }

  @Test
  void shouldHoldOtherFeatureThatIsMissing() {
    Scenario series = twoFeatures();
    series.at(0, 10, 1);

    StepResult answer = series.at(1, Double.NaN, 2);

    assertThat(answer.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(series.state.window.value(0, 0)).isEqualTo(10);
    assertThat(series.state.window.value(0, 1)).isEqualTo(2);
  }

  @Test
  void shouldCorrectOnlyFeaturesThatLateReadingHas() {
    Scenario series = twoFeatures();
    series.at(0, 10, 1);
    series.at(1, 11, 2);

    StepResult answer = series.at(0, Double.NaN, 5);

    assertThat(answer.outcome()).isEqualTo(Outcome.CORRECTED);
    assertThat(series.state.window.value(1, 0)).isEqualTo(10);
    assertThat(series.state.window.value(1, 1)).isEqualTo(5);
  }

  private static Scenario twoFeatures() {
    ModelShape shape =
        new ModelShape(
            List.of("load", "heat"),
            "heat",
            60_000,
            8,
            2,
            0,
            List.of(),
            ZoneId.of("UTC"),
            Evaluation.STATEFUL);
    return new Scenario(Scenario.settings(shape, GapFill.HOLD, 2, 1));
  }

  @Test
  void shouldClimbLadderFromNaiveOverLinearToLstm() {
    ModelShape shape = Models.shape(4, 2, Evaluation.STATEFUL);
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 1, 0));
    List<String> rungs = new ArrayList<>();
    for (int step = 0; step < 6; step++) {
      if (step == 2) {
        series.model =
            Models.model(shape, Models.heads(shape, 1), Models.network(shape, "lstm:2,dense", 1));
      }
      Forecast forecast = series.at(step, step % 2).forecast();
      rungs.add(forecast == null ? "none" : forecast.source().word() + forecast.status().word());
    }

    assertThat(rungs)
        .containsExactly(
            "none", "naivecold", "linearwarming", "lstmready", "lstmready", "lstmready");
  }

  @Test
  void shouldForecastNaiveUntilWindowIsFullWithoutHead() {
    ModelShape shape = Models.shape(4, 2, Evaluation.WINDOWED);
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 1, 0));
    series.model = Models.model(shape, null, Models.network(shape, "lstm:2,dense", 1));
    List<String> rungs = new ArrayList<>();
    for (int step = 0; step < 5; step++) {
      Forecast forecast = series.at(step, step % 2).forecast();
      rungs.add(forecast == null ? "none" : forecast.source().word() + forecast.status().word());
    }

    assertThat(rungs)
        .containsExactly("none", "naivewarming", "naivewarming", "lstmready", "lstmready");
  }

  @Test
  void shouldReturnToWarmingAfterLongGap() {
    ModelShape shape = Models.shape(4, 2, Evaluation.STATEFUL);
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 1, 0));
    series.model =
        Models.model(shape, Models.heads(shape, 1), Models.network(shape, "lstm:2,dense", 1));
    for (int step = 0; step < 6; step++) {
      series.at(step, step % 2);
    }

    Forecast forecast = Objects.requireNonNull(series.at(20, 1).forecast());

    assertThat(forecast.status()).isEqualTo(Status.WARMING);
    assertThat(forecast.source()).isEqualTo(Source.LINEAR);
    assertThat(series.state.networkState)
        .isEqualTo(NetworkStepperTest.replayed(series, series.model));
  }

  /**
   * Naive keeps a share of 0.053: seasonal begins with 10 labels of twice naive's error, beside its
   * own 50 without any; v is as 1 to (60 / 20)^2, the regret all seasonal's, so naive has 0.1 / 2
   * and seasonal 0.95 50 / 53. Its forecast is 5.
   */
  @Test
  void shouldForecastSeasonalWhenItIsAlwaysRight() {
    ModelShape shape = Models.richShape(4, 3, 6, Evaluation.STATEFUL);
    ModelShape seasonal =
        new ModelShape(
            List.of("value"),
            "value",
            shape.stepMillis(),
            4,
            3,
            6,
            List.of(),
            shape.zone(),
            Evaluation.STATEFUL);
    Scenario series = new Scenario(Scenario.settings(seasonal, GapFill.HOLD, 1, 0));
    double[] pattern = {3, 9, 1, 7, 2, 5};
    StepResult last = series.at(0, pattern[0]);
    for (int step = 1; step < 402; step++) {
      last = series.at(step, pattern[step % 6]);
    }

    assertThat(Objects.requireNonNull(last.forecast()).mean())
        .containsExactly(new float[] {3, 9, 1}, within(0.054f * 4)); // after pattern[5]
  }

  /** Steps of half a day: a season of 2 within the window of 4, and a week of 14 in the memory. */
  @Test
  void shouldRepeatTheCycleThatIsLongerThanTheSeason() {
    ModelShape plain = Models.shape(4, 3, Evaluation.STATEFUL);
    ModelShape season =
        new ModelShape(
            plain.features(),
            plain.target(),
            43_200_000,
            4,
            3,
            2,
            List.of(),
            plain.zone(),
            Evaluation.STATEFUL);
    ModelShape shape = Models.wider(season, 14, false);
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 1, 0));
    double[] values = new Random(1).doubles(21).toArray();
    for (int step = 0; step <= 20; step++) {
      series.at(step, values[step]);
    }

    assertThat(shape.longerCycle()).isEqualTo(14);
    int cycle = Expert.CYCLE.index();
    for (int lead = 1; lead <= 3; lead++) {
      float unit = series.state.waiting.unit(20);
      assertThat(values[20] + unit * series.state.waiting.expert(20, lead, cycle))
          .isCloseTo(values[20 + lead - 14], within(1e-3));
    }
    Scenario without = new Scenario(Scenario.settings(season, GapFill.HOLD, 1, 0));
    for (int step = 0; step <= 20; step++) {
      without.at(step, values[step]);
    }
    assertThat(without.state.waiting.expert(20, 1, cycle)).isNaN();
  }

  /**
   * Each linear head that the model has says what it says, of the series' own where there is one.
   */
  @Test
  void shouldAskAllLinearHeadsOfTheSeries() {
    ModelShape shape = Models.wider(Models.richShape(4, 3, 6, Evaluation.WINDOWED), 7, false);
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 1, 0));
    Model group = Models.model(shape, Models.heads(shape, 1), null);
    LinearHeads own = Models.ownHeads(shape, group.heads(), 50);
    series.model =
        new Model(
            group.group(),
            1,
            0,
            shape,
            group.heads(),
            Map.of(Scenario.SERIES, own),
            null,
            group.encoding(),
            group.residualScale(),
            group.expertErrors(),
            Provenance.NONE);
    Random random = new Random(1);
    for (int step = 0; step < 20; step++) {
      series.at(step, random.nextGaussian(), 3 + random.nextGaussian());
    }

    Regressors regressors = new Regressors(shape);
    regressors.encode(
        new WindowContext(series.state.window, series.state.scale), 0, 19 * shape.stepMillis());
    float[] said = new float[3];
    for (Expert expert : Expert.HEADS) {
      Objects.requireNonNull(own.of(expert)).predict(regressors, said);
      for (int lead = 1; lead <= 3; lead++) {
        assertThat(series.state.waiting.expert(19, lead, expert.index()))
            .as("%s, lead %d", expert, lead)
            .isCloseTo(said[lead - 1], withinPercentage(0.05));
      }
    }
    assertThat(series.state.waiting.expert(19, 1, Expert.LSTM.index())).isNaN();
  }

  /** Nineteen of twenty steps change nothing: the interval holds the value that will come. */
  @Test
  void shouldHoldTheLastValueInIntervalsOfSignalThatStandsStill() {
    ModelShape shape = Models.shape(8, 2, Evaluation.STATEFUL);
    Scenario series = new Scenario(Scenario.settings(shape, GapFill.HOLD, 2, 0));
    series.model = Models.model(shape, Models.heads(shape, 3), null);
    int covered = 0;
    for (int step = 0; step < 600; step++) {
      Score score = series.at(step, step / 20 % 2).score();
      if (score != null && step >= 100 && step % 20 != 0) {
        covered += score.leads().get(0).covered()[1] ? 1 : 0;
      }
    }

    assertThat(covered).isEqualTo(475);
  }

  @Test
  void shouldTellItsObserverBeforeItLearns() {
    List<String> heard = new ArrayList<>();
    ForecastObserver observer =
        new ForecastObserver() {
          @Override
          public void issued(
              Forecast forecast, long origin, ExpertTable experts, ExpertTable weights) {
            assertThat(weights.horizon()).isEqualTo(2);
            assertThat(experts.get(1, Expert.NAIVE)).isEqualTo((float) (origin * origin));
            heard.add("issued %d: %s".formatted(origin, forecast.mean()[0]));
          }

          @Override
          public void matured(String id, long origin, int lead, float actual) {
            heard.add("matured %d+%d: %s".formatted(origin, lead, actual));
          }
        };
    ForecastSettings settings =
        Scenario.settings(Models.shape(8, 2, Evaluation.STATEFUL), GapFill.HOLD, 2, 0);
    SeriesForecaster forecaster = new SeriesForecaster(settings, observer);
    SeriesState state = new SeriesState(settings);
    for (int step = 0; step < 4; step++) {
      Reading reading = new Reading("a", step * 60_000L, new double[] {step * step});
      forecaster.process(state, reading, "g", null);
    }

    assertThat(heard)
        .containsExactly(
            "issued 1: 1.0",
            "matured 1+1: 4.0",
            "issued 2: 4.0",
            "matured 2+1: 9.0",
            "matured 1+2: 9.0",
            "issued 3: 9.0");
  }

  @Test
  void shouldMarkValueOutsideWidestIntervalAsAnomaly() {
    Scenario series = Scenario.of(8, 2, GapFill.HOLD, 2);
    Score usual = null;
    for (int step = 0; step < 200; step++) {
      usual = series.at(step, Math.sin(step)).score();
    }

    Score spike = series.at(200, 100).score();

    assertThat(Objects.requireNonNull(usual).anomaly()).isFalse();
    assertThat(Objects.requireNonNull(spike).anomaly()).isTrue();
    assertThat(spike.leads().get(0).covered()).containsExactly(false, false);
  }

  @Test
  void shouldRefuseGapThatWouldPushUnsentStepsOutOfWindow() {
    Grid grid = new Grid(Duration.ofMinutes(1), Aggregate.MEAN, Duration.ZERO, GapFill.HOLD, 1);
    ModelShape shape = Models.shape(2, 1, Evaluation.STATEFUL);

    assertThatThrownBy(() -> new ForecastSettings(grid, shape, List.of(0.8), List.of(1)))
        .hasMessageContaining("gap.max is 1");
  }

  @Test
  void shouldMarkGapsInSegmentsAsNotMeasured() {
    Scenario series = Scenario.of(8, 2, GapFill.HOLD, 2);
    series.at(0, 1);
    series.at(2, 3);

    Segment segment = Objects.requireNonNull(series.at(100, 1).segment());

    assertThat(segment.values()).containsExactly(1, NAN, 3);
  }
}
