package dev.foretide.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.backtest.BacktestReport.IntervalScore;
import dev.foretide.backtest.BacktestReport.MethodScore;
import dev.foretide.backtest.BacktestReport.Trace;
import dev.foretide.backtest.BacktestReport.Training;
import dev.foretide.forecast.ForecastSettings;
import dev.foretide.model.Evaluation;
import dev.foretide.model.GroupRule;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.nn.Loss;
import dev.foretide.nn.Workers;
import dev.foretide.series.Aggregate;
import dev.foretide.series.Expert;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Reading;
import dev.foretide.train.TrainerSettings;
import dev.foretide.train.TrainingSettings;
import dev.foretide.train.gate.GateSettings;
import dev.foretide.train.network.NetworkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine on series whose errors are known, and what it may know when. */
class BacktestTest {
  private static final int HORIZON = 2;
  private static final long STEP = 60_000;
  private static final int NEVER = 1_000_000;
  private static final Map<String, String> WORDS = Map.of("scored", "by hand");

  /** The warm-up 1, 2, 4, 8 has the variance 7.1875 and changes by 7/3 in the mean. */
  private static final float[] TINY = {1, 2, 4, 8, 9, 7, 6, 8};

  private static final Protocol HALF = new Protocol(0.5, null, null, null);

  @Test
  void shouldScoreNaiveAsWorkedOutByHand() {
    BacktestReport report = run(settings(NEVER, HALF), "tiny.csv", readings("a", TINY));

    // Origins 8, 9, 7. Lead 1: 9, 7, 6, errors 1, -2, -1. Lead 2: 7, 6, 8, errors -1, -3, 1.
    assertScore(find(report, "a", "naive", 1), 3, 2, 4 / 3.0);
    assertScore(find(report, "a", "naive", 2), 3, 11 / 3.0, 5 / 3.0);
    assertScore(find(report, "a", "naive", 0), 6, 17 / 6.0, 1.5);
    assertThat(find(report, "a", "naive", 1).smape())
        .isCloseTo((2 / 17.0 + 4 / 16.0 + 2 / 13.0) / 3, within(1e-9));
    assertThat(report.protocol()).isEqualTo(WORDS);
    assertThat(report.cost().readings()).isEqualTo(8);
    assertThat(report.trainings()).isEmpty();
  }

  private static void assertScore(MethodScore score, long n, double mse, double mae) {
    assertThat(score.file()).isEqualTo("tiny.csv");
    assertThat(score.n()).isEqualTo(n);
    assertThat(score.mse()).isCloseTo(mse, within(1e-9));
    assertThat(score.mae()).isCloseTo(mae, within(1e-9));
    assertThat(score.mseZ()).isCloseTo(mse / 7.1875, within(1e-9));
    assertThat(score.maeZ()).isCloseTo(mae / Math.sqrt(7.1875), within(1e-9));
    assertThat(score.mase()).isCloseTo(mae / (7 / 3.0), within(1e-9));
  }

  @Test
  void shouldForecastNaiveWithoutModelAndScoreAbsentExpertsAsThat() {
    BacktestReport report = run(settings(NEVER, HALF), "tiny.csv", readings("a", TINY));

    for (String method : List.of("foretide", "linear", "lstm")) {
      assertThat(find(report, "a", method, 0).mse()).isEqualTo(find(report, "a", "naive", 0).mse());
    }
    assertThat(report.results().stream().map(MethodScore::method).distinct())
        .as("no season, no clock, no longer window")
        .containsExactly("foretide", "naive", "linear", "lstm");
  }

  @Test
  void shouldGiveEachSeriesTheSameWeightInTheMean() {
    float[] other = {2, 4, 8, 16, 18, 14, 12, 16}; // twice as large
    List<Reading> readings = readings("a", TINY);
    readings.addAll(readings("b", other));
    readings.sort((left, right) -> Long.compare(left.timestamp(), right.timestamp()));

    BacktestReport report = run(settings(NEVER, HALF), "tiny.csv", readings);

    MethodScore mean = find(report, BacktestReport.MEAN_SERIES, "naive", 0);
    assertThat(mean.n()).isEqualTo(12);
    assertThat(mean.mse()).isCloseTo((1 + 4) / 2.0 * 17 / 6, within(1e-6));
    assertThat(mean.mae()).isCloseTo((1 + 2) / 2.0 * 1.5, within(1e-6));
    assertThat(mean.mseZ()).isCloseTo(17 / 6.0 / 7.1875, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "0,    -, -, -, '1,2,3,4,5'", // of the first reading nothing is known
        "0.5,  -, -, -, '3,4,5'",
        "0.75, -, -, -, '5'",
        "0.9,  -, -, -, ''",
        "0.5,  -, 6, -, '5'",
        "0.5,  -, 2, 6, '1,2,3'",
        "0.5,  2, -, -, '1,2,3,4,5'",
        "0.5,  2, 6, 8, '5'",
      })
  void shouldScoreAllLeadsOfAnOriginOrNone(
      double from, Integer trainRows, Integer scoreFrom, Integer scoreTo, String origins) {
    Protocol protocol = new Protocol(from, trainRows, scoreFrom, scoreTo);
    List<String> scored = new ArrayList<>();
    BacktestListener listener =
        new BacktestListener() {
          @Override
          public void matured(String file, MaturedForecast forecast) {
            if (forecast.lead() == HORIZON) {
              scored.add(Long.toString(forecast.origin() / STEP));
            }
            assertThat(forecast.at()).isEqualTo(forecast.origin() + forecast.lead() * STEP);
            assertThat(forecast.actual()).isEqualTo(TINY[(int) (forecast.at() / STEP)]);
          }
        };

    BacktestReport report =
        new Backtest(settings(NEVER, protocol), WORDS)
            .run(List.of(new Backtest.Input("tiny.csv", readings("a", TINY))), listener);

    assertThat(String.join(",", scored)).isEqualTo(origins);
    long n = scored.size();
    assertThat(report.results().stream().filter(score -> score.lead() == 1))
        .allSatisfy(score -> assertThat(score.n()).isEqualTo(n));
  }

  @Test
  void shouldHaveNoUnitsWithoutWarmUp() {
    Protocol none = new Protocol(0, null, null, null);

    MethodScore score =
        find(run(settings(NEVER, none), "tiny.csv", readings("a", TINY)), "a", "naive", 1);

    assertThat(score.mse()).isPositive();
    assertThat(score.mseZ()).isNaN();
    assertThat(score.mase()).isNaN();
  }

  @Test
  void shouldMeasureIntervalsAsTheyWereIssued() {
    List<MaturedForecast> matured = new ArrayList<>();
    BacktestReport report =
        run(settings(NEVER, HALF), readings("a", TINY), recorder(matured, Long.MAX_VALUE));

    IntervalScore score =
        report.intervals().stream()
            .filter(each -> each.series().equals("a") && each.level() == 0.8 && each.lead() == 1)
            .findFirst()
            .orElseThrow();
    List<MaturedForecast> first = matured.stream().filter(each -> each.lead() == 1).toList();
    double inside =
        first.stream()
            .filter(each -> each.actual() >= each.lower()[0] && each.actual() <= each.upper()[0])
            .count();
    double width = first.stream().mapToDouble(each -> each.upper()[0] - each.lower()[0]).sum() / 3;
    assertThat(score.n()).isEqualTo(3);
    assertThat(score.coverage()).isCloseTo(inside / 3, within(1e-9));
    assertThat(score.width()).isCloseTo(width / Math.sqrt(7.1875), within(1e-6));
  }

  @Test
  void shouldDrawEverySeriesWithWhatItsModelsDid() {
    BacktestReport report =
        run(settings(60, new Protocol(0.5, null, null, null)), "s.csv", readings("a", sine(300)));

    Trace trace = report.traces().get(0);
    assertThat(report.traces()).hasSize(1);
    assertThat(trace.at()).hasSize(150).isSorted().startsWith(150 * STEP);
    assertThat(trace.actual()[0]).isEqualTo(sine(300)[150]);
    assertThat(trace.leads()).extracting(BacktestReport.TraceLead::lead).containsExactly(1, 2);
    assertThat(trace.leads().get(1).forecast()[0]).as("its origin is not scored").isNaN();
    assertThat(trace.leads().get(0).weights()).hasDimensions(Expert.COUNT, 150);
    assertThat(trace.versions())
        .extracting(BacktestReport.Version::at)
        .isEqualTo(
            report.trainings().stream().filter(Training::promoted).map(Training::at).toList());
  }

  @ParameterizedTest
  @EnumSource
  void shouldTrainAsTheReadingsGoAndForecastBetterThanNaive(Evaluation evaluation) {
    BacktestReport report = run(settings(60, HALF, evaluation), "s.csv", readings("a", sine(400)));

    Training first = report.trainings().get(0);
    assertThat(first.kind()).as("heads are there in no time").isEqualTo("linear");
    assertThat(report.trainings().get(1).kind()).isEqualTo("full");
    assertThat(first.outcome()).as(first.reason()).isEqualTo("promoted");
    assertThat(first.at()).as("segments of five steps").isBetween(60 * STEP, 70 * STEP);
    assertThat(report.trainings()).hasSizeGreaterThan(3);
    assertThat(report.trainings()).extracting(Training::at).isSorted();
    assertThat(report.trainings().stream().filter(Training::promoted).map(Training::version))
        .as("without holes")
        .startsWith(1, 2);
    double naive = find(report, "a", "naive", 0).mse();
    assertThat(find(report, "a", "linear", 0).mse()).isLessThan(0.2 * naive);
    assertThat(find(report, "a", "foretide", 0).mse()).isLessThan(0.2 * naive);
  }

  /**
   * Nothing of the future is in a forecast, trainings included: readings that agree up to a time
   * give the same forecasts up to it, bit for bit, and the same trainings.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldForecastNothingFromTheFuture(long seed) {
    int cut = 150 + (int) (40 * seed);
    Evaluation evaluation = seed % 2 == 0 ? Evaluation.STATEFUL : Evaluation.WINDOWED;
    BacktestSettings settings = settings(60, new Protocol(0.25, null, null, null), evaluation);
    List<MaturedForecast> truth = new ArrayList<>();
    List<MaturedForecast> other = new ArrayList<>();

    BacktestReport one = run(settings, plant(seed, NEVER), recorder(truth, cut * STEP));
    BacktestReport two = run(settings, plant(seed, cut), recorder(other, cut * STEP));

    assertThat(truth).hasSizeGreaterThan(200);
    assertThat(texts(other)).isEqualTo(texts(truth));
    assertThat(trainings(two, cut)).isEqualTo(trainings(one, cut)).hasSizeGreaterThan(1);
  }

  /** Three series with gaps, out of step with each other; other values behind a step. */
  private static List<Reading> plant(long seed, long cut) {
    Random random = new Random(seed);
    Random disturbance = new Random(-seed);
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      for (int s = 0; s < 3; s++) {
        double value = 10 * s + Math.sin(i / 3.0 + s) + 0.3 * random.nextGaussian();
        boolean missing = random.nextInt(25) == 0;
        if (!missing && i >= 5 * s) {
          double shown = i > cut ? 100 * disturbance.nextDouble() : value;
          readings.add(new Reading("s" + s, i * STEP, new double[] {shown}));
        }
      }
    }
    return readings;
  }

  /** Everything that was said at an origin; what came is another thing. */
  private static List<String> texts(List<MaturedForecast> forecasts) {
    return forecasts.stream()
        .map(
            each ->
                each.series()
                    + each.origin()
                    + " "
                    + each.lead()
                    + " "
                    + each.combined()
                    + Arrays.toString(each.experts())
                    + Arrays.toString(each.weights())
                    + Arrays.toString(each.lower())
                    + Arrays.toString(each.upper()))
        .sorted()
        .toList();
  }

  private static List<String> trainings(BacktestReport report, long cut) {
    return report.trainings().stream()
        .filter(training -> training.at() <= cut * STEP)
        .map(training -> training.at() + training.kind() + training.reason())
        .toList();
  }

  @Test
  void shouldGiveSameReportButForTimesWhenRunAgain() {
    BacktestSettings settings = settings(60, HALF);

    BacktestReport first = run(settings, "s.csv", plant(9, NEVER));
    BacktestReport second = run(settings, "s.csv", plant(9, NEVER));

    assertThat(second.results()).isEqualTo(first.results());
    assertThat(second.intervals()).isEqualTo(first.intervals());
  }

  @Test
  void shouldLetFilesKnowNothingOfEachOther() {
    BacktestSettings settings = settings(60, HALF);
    List<Reading> readings = readings("a", sine(200));

    BacktestReport both =
        new Backtest(settings, WORDS)
            .run(
                List.of(new Backtest.Input("x", readings), new Backtest.Input("y", readings)),
                new BacktestListener() {});

    assertThat(both.cost().readings()).isEqualTo(400);
    for (int lead = 0; lead <= HORIZON; lead++) {
      int at = lead;
      assertThat(
              both.results().stream()
                  .filter(score -> score.lead() == at && score.method().equals("foretide"))
                  .map(MethodScore::mse)
                  .distinct())
          .hasSize(1);
    }
  }

  @Test
  void shouldTrainEachGroupByItself() {
    BacktestSettings base = settings(60, HALF);
    BacktestSettings byPlant =
        new BacktestSettings(
            base.forecast(),
            base.trainer(),
            new GroupRule("^([a-z]+)-.*"),
            base.protocol(),
            base.detectDrift(),
            base.workers());
    List<Reading> readings = readings("north-1", sine(200));
    readings.addAll(readings("south-1", sine(200)));
    readings.sort((left, right) -> Long.compare(left.timestamp(), right.timestamp()));

    BacktestReport report = run(byPlant, "s.csv", readings);

    assertThat(report.trainings()).extracting(Training::group).contains("north", "south");
  }

  @Test
  void shouldTellHowFarItIs() {
    List<String> told = new ArrayList<>();

    run(
        settings(NEVER, HALF),
        readings("a", sine(2_500)),
        new BacktestListener() {
          @Override
          public void progress(long done, long all, String file) {
            told.add(done + " of " + all + " " + file);
          }
        });

    assertThat(told).containsExactly("1000 of 2500 f", "2000 of 2500 f");
  }

  private static BacktestListener recorder(List<MaturedForecast> matured, long lastOrigin) {
    return new BacktestListener() {
      @Override
      public void matured(String file, MaturedForecast forecast) {
        if (forecast.origin() <= lastOrigin) {
          matured.add(forecast);
        }
      }
    };
  }

  private static MethodScore find(BacktestReport report, String series, String method, int lead) {
    return report.results().stream()
        .filter(each -> each.series().equals(series) && each.method().equals(method))
        .filter(each -> each.lead() == lead)
        .findFirst()
        .orElseThrow();
  }

  private static BacktestReport run(
      BacktestSettings settings, String file, List<Reading> readings) {
    return new Backtest(settings, WORDS)
        .run(List.of(new Backtest.Input(file, readings)), new BacktestListener() {});
  }

  private static BacktestReport run(
      BacktestSettings settings, List<Reading> readings, BacktestListener listener) {
    return new Backtest(settings, WORDS).run(List.of(new Backtest.Input("f", readings)), listener);
  }

  private static List<Reading> readings(String series, float[] values) {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      readings.add(new Reading(series, i * STEP, new double[] {values[i]}));
    }
    return readings;
  }

  private static float[] sine(int steps) {
    Random random = new Random(4);
    float[] values = new float[steps];
    for (int i = 0; i < steps; i++) {
      values[i] = (float) (5 + Math.sin(2 * Math.PI * i / 9) + 0.1 * random.nextGaussian());
    }
    return values;
  }

  private static BacktestSettings settings(int minSteps, Protocol protocol) {
    return settings(minSteps, protocol, Evaluation.STATEFUL);
  }

  /** Window 12, a small network, a training every 40 steps; the budget never binds. */
  private static BacktestSettings settings(int minSteps, Protocol protocol, Evaluation evaluation) {
    ModelShape shape = Models.shape(12, HORIZON, evaluation);
    Grid grid = new Grid(Duration.ofMillis(STEP), Aggregate.MEAN, Duration.ZERO, GapFill.HOLD, 3);
    TrainingSettings training =
        new TrainingSettings(
            new NetworkSettings(shape, grid, "lstm:4,dense", Loss.HUBER, 2, 0, 16, 0.01, 5),
            minSteps,
            Duration.ofHours(1),
            new GateSettings(0.2, 0, 0.8, 40),
            0.2);
    return new BacktestSettings(
        new ForecastSettings(grid, shape, List.of(0.8, 0.95), List.of(1, 2)),
        new TrainerSettings(
            training,
            Duration.ofMinutes(40),
            Duration.ofMinutes(20),
            Duration.ofDays(7),
            1_000_000),
        new GroupRule("all"),
        protocol,
        true,
        Workers.SERIAL);
  }
}
