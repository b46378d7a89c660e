package dev.foretide.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.model.Evaluation;
import dev.foretide.model.Model;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.series.Aggregate;
import dev.foretide.series.Forecast;
import dev.foretide.series.GapFill;
import dev.foretide.series.Grid;
import dev.foretide.series.Score;
import dev.foretide.series.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must hold for every series: random ones with gaps, late and repeated readings, and swaps.
 */
class SeriesForecasterPropertyTest {
  private static final int WINDOW = 8;
  private static final int HORIZON = 4;
  private static final int STEP = 60_000;

  /** One reading; the model that serves from then on. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Event(long millis, double[] features, Model model) {}

  private static ModelShape shape(Evaluation evaluation) {
    return Models.richShape(WINDOW, HORIZON, 11, evaluation);
  }

  private static List<Model> models(ModelShape shape) {
    List<Model> models = new ArrayList<>();
    models.add(Models.model(shape, 1, 0, Models.heads(shape, 1), null));
    models.add(
        Models.model(
            shape, 2, 2, Models.heads(shape, 2), Models.network(shape, "lstm:3,dense", 2)));
    models.add(Models.model(shape, 3, 2, Models.heads(shape, 3), models.get(1).network()));
    models.add(Models.alone(shape, 4, "lstm:4,lstm:2,dense", 4));
    return models;
  }

  private static List<Event> events(ModelShape shape, long seed, int count) {
    Random random = new Random(seed);
    List<Model> models = models(shape);
    List<Event> events = new ArrayList<>();
    long time = -50L * STEP;
    Model model = null;
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(20);
      long offset =
          switch (kind) {
            case 0 -> 0; // the same time once more
            case 1, 2 -> random.nextInt(STEP / 2); // perhaps the same step
            case 3 -> -(long) random.nextInt(4 * STEP); // late
            case 4, 5 -> STEP * (2L + random.nextInt(2)); // short gap
            case 6 -> random.nextInt(3) == 0 ? STEP * (4L + random.nextInt(30)) : STEP;
            default -> STEP;
          };
      if (random.nextInt(15) == 0) {
        model = models.get(random.nextInt(models.size()));
      }
      time = Math.max(time, time + offset);
      double[] features = {10 * random.nextGaussian(), Math.sin(i / 3.0) + random.nextGaussian()};
      if (random.nextInt(12) == 0) {
        features[random.nextInt(2)] = Double.NaN;
      }
      events.add(new Event(offset < 0 ? time + offset : time, features, model));
    }
    return events;
  }

  private static Scenario scenario(Evaluation evaluation, GapFill fill) {
    return new Scenario(Scenario.settings(shape(evaluation), fill, 3, 2));
  }

  private static StepResult play(Scenario series, Event event) {
    series.model = event.model;
    return series.atMillis(event.millis, event.features);
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotKnowAnyReadingBeforeItArrives(Evaluation evaluation) {
    Random random = new Random(1);
    for (int trial = 0; trial < 40; trial++) {
      List<Event> events = events(shape(evaluation), trial, 120);
      int cut = random.nextInt(events.size());
      Scenario truth = scenario(evaluation, GapFill.LINEAR);
      Scenario changed = scenario(evaluation, GapFill.LINEAR);
      for (int i = 0; i < events.size(); i++) {
        Event event = events.get(i);
        Event other =
            i <= cut
                ? event
                : new Event(
                    event.millis, new double[] {1e6 * i, -1e6 * random.nextDouble()}, event.model);
        StepResult expected = play(truth, event);
        StepResult given = play(changed, other);
        if (i <= cut) {
          assertThat(text(given)).isEqualTo(text(expected));
        }
      }
    }
  }

  private static List<StepResult> inOrder(StepResult answer) {
    return answer.closed() == null ? List.of(answer) : List.of(answer.closed(), answer);
  }

  private static String text(StepResult answer) {
    return inOrder(answer).stream().map(SeriesForecasterPropertyTest::one).toList().toString();
  }

  /** Everything of an answer but what never changes. */
  private static String one(StepResult answer) {
    Forecast forecast = answer.forecast();
    Segment segment = answer.segment();
    Score score = answer.score();
    StringBuilder text = new StringBuilder(answer.outcome().word());
    if (forecast != null) {
      text.append(forecast.origin())
          .append(forecast.source())
          .append(forecast.status())
          .append(Arrays.toString(forecast.mean()))
          .append(Arrays.deepToString(forecast.lower()))
          .append(Arrays.deepToString(forecast.upper()));
    }
    if (segment != null) {
      text.append(segment.firstStep()).append(Arrays.toString(segment.values()));
    }
    if (score != null) {
      text.append(score.at()).append(score.actual()).append(score.scale());
      for (Score.Lead lead : score.leads()) {
        text.append(lead.forecast()).append(Arrays.toString(lead.covered()));
      }
    }
    return text.toString();
  }

  /** The forecasts are kept as they were issued, apart from the state. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldScoreForecastsAndIntervalsAsTheyWereIssued(long seed) {
    Scenario series = scenario(Evaluation.STATEFUL, GapFill.HOLD);
    Map<Long, Forecast> issued = new HashMap<>();
    Map<Long, Float> base = new HashMap<>();
    int scored = 0;
    for (Event event : events(shape(Evaluation.STATEFUL), seed, 400)) {
      for (StepResult answer : inOrder(play(series, event))) {
        Score score = answer.score();
        if (score != null) {
          for (Score.Lead lead : score.leads()) {
            long origin = score.at() - (long) lead.lead() * STEP;
            assertScoresAsIssued(issued.get(origin), base.get(origin), score, lead);
            scored++;
          }
        }
        Forecast forecast = answer.forecast();
        if (forecast != null && answer.outcome() != Outcome.DUPLICATE) {
          assertThat(forecast.origin()).isLessThanOrEqualTo(event.millis);
          assertThat(issued.put(forecast.origin(), forecast)).as("one an origin").isNull();
          base.put(forecast.origin(), answer.value());
        }
      }
    }
    assertThat(scored).isGreaterThan(200);
  }

  private static void assertScoresAsIssued(
      Forecast forecast, float base, Score score, Score.Lead lead) {
    int h = lead.lead() - 1;
    assertThat(lead.forecast()).isEqualTo(forecast.mean()[h]);
    assertThat(lead.version()).isEqualTo(forecast.version());
    assertThat(lead.naive()).isEqualTo(base);
    for (int l = 0; l < 2; l++) {
      boolean inside =
          score.actual() >= forecast.lower()[l][h] && score.actual() <= forecast.upper()[l][h];
      assertThat(lead.covered()[l]).isEqualTo(inside);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4, 2, HOLD",
    "8, 3, HOLD",
    "8, 3, LINEAR",
    "8, 0, NONE",
    "40, 20, HOLD",
    "3, 1, HOLD"
  })
  void shouldHandOverEveryReadingOnceAndInOrder(int window, int gapMax, GapFill fill) {
    Random random = new Random(window);
    Scenario series = Scenario.of(window, 2, fill, gapMax);
    Map<Long, Float> readings = new HashMap<>();
    List<Segment> segments = new ArrayList<>();
    long step = -100;
    for (int i = 0; i < 600; i++) {
      step += 1 + (random.nextInt(5) == 0 ? random.nextInt(2 * gapMax + 3) : 0);
      float value = random.nextFloat();
      Segment segment = series.at(step, value).segment();
      if (segment != null) {
        segments.add(segment);
      }
      readings.put(step, value);
    }
    segments.add(series.at(step + 1_000, 0).segment()); // flushes the rest

    long end = Long.MIN_VALUE;
    int measured = 0;
    for (Segment segment : segments) {
      assertThat(segment.firstStep()).isGreaterThanOrEqualTo(end);
      end = segment.endStep();
      for (int i = 0; i < segment.steps(); i++) {
        Float reading = readings.get(segment.firstStep() + i);
        if (reading == null) {
          assertThat(segment.values()[i]).isNaN();
        } else {
          assertThat(segment.values()[i]).isEqualTo(reading);
          measured++;
        }
      }
    }
    assertThat(measured).isEqualTo(readings.size());
  }

  private enum Nasty {
    CONSTANT,
    ZERO,
    HUGE,
    TINY,
    JUMP_FROM_FLAT,
    HUGE_JUMP_FROM_FLAT,
    ALTERNATING,
    ALTERNATING_HUGE,
    GROWING,
    SHRINKING,
    NEGATIVE_ZERO,
    LEVEL_FAR_FROM_ZERO;

    double at(int i) {
      return switch (this) {
        case CONSTANT -> 3;
        case ZERO -> 0;
        case HUGE -> 1e30 * Math.sin(i);
        case TINY -> 1e-30 * Math.sin(i);
        case JUMP_FROM_FLAT -> i < 100 ? 0 : 1e9;
        case HUGE_JUMP_FROM_FLAT -> i % 97 == 96 ? 1e30 : 1;
        case ALTERNATING -> i % 2 == 0 ? -1e6 : 1e6;
        case ALTERNATING_HUGE -> i % 2 == 0 ? -1e36 : 1e36;
        case GROWING -> Math.pow(10, i / 8.0);
        case SHRINKING -> Math.pow(10, 30 - i / 3.0);
        case NEGATIVE_ZERO -> -0.0;
        case LEVEL_FAR_FROM_ZERO -> 1e12 + Math.sin(i);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldForecastFiniteNumbersForNastyInput(Nasty nasty) {
    for (Evaluation evaluation : Evaluation.values()) {
      for (Model model : models(shape(evaluation))) {
        Scenario series = scenario(evaluation, GapFill.HOLD);
        series.model = model;
        for (int i = 0; i < 250; i++) {
          double value = nasty.at(i);
          assertFinite(series.at(i, -value, value).forecast());
        }
      }
    }
  }

  /** What the scale never absorbed must not break anything either. */
  @Test
  void shouldStayFiniteWhenFlatSeriesIsCorrectedByHugeValue() {
    Scenario series = scenario(Evaluation.STATEFUL, GapFill.HOLD);
    series.model = models(shape(Evaluation.STATEFUL)).get(1);
    for (int i = 0; i < 200; i++) {
      assertFinite(series.at(i, 1, 1).forecast());
      if (i > 20 && i % 10 == 0) {
        series.at(i - 1, 1e30, 1e30);
        series.atMillis(i * 60_000L + 1, -1e36, 1e36);
      }
    }
  }

  private static void assertFinite(Forecast forecast) {
    if (forecast == null) {
      return;
    }
    for (int h = 0; h < HORIZON; h++) {
      assertThat(forecast.mean()[h]).isFinite();
      for (int l = 0; l < 2; l++) {
        assertThat(forecast.lower()[l][h]).isFinite();
        assertThat(forecast.upper()[l][h]).isFinite();
        assertThat(forecast.lower()[l][h]).isLessThanOrEqualTo(forecast.upper()[l][h]);
      }
      assertThat(forecast.lower()[1][h]).isLessThanOrEqualTo(forecast.lower()[0][h]);
      assertThat(forecast.upper()[1][h]).isGreaterThanOrEqualTo(forecast.upper()[0][h]);
    }
  }

  @Test
  void shouldAnswerThousandRandomSequencesWithFiniteForecasts() {
    for (int seed = 0; seed < 1_000; seed++) {
      Evaluation evaluation = seed % 2 == 0 ? Evaluation.STATEFUL : Evaluation.WINDOWED;
      GapFill fill = List.of(GapFill.HOLD, GapFill.LINEAR, GapFill.NONE).get(seed % 3);
      Scenario series = scenario(evaluation, fill);
      for (Event event : events(shape(evaluation), seed, 60)) {
        inOrder(play(series, event)).forEach(answer -> assertFinite(answer.forecast()));
      }
    }
  }

  /** Gaps, repeated, late and dense readings, flat stretches, huge jumps, missing features. */
  @ParameterizedTest
  @EnumSource(Aggregate.class)
  void shouldStayFiniteAndNestedOnWildMixes(Aggregate aggregate) {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      Evaluation evaluation = seed % 2 == 0 ? Evaluation.STATEFUL : Evaluation.WINDOWED;
      GapFill fill = List.of(GapFill.HOLD, GapFill.LINEAR, GapFill.NONE).get(seed % 3);
      ForecastSettings usual = Scenario.settings(shape(evaluation), fill, 3, seed % 5);
      Grid grid =
          new Grid(
              usual.grid().step(), aggregate, usual.grid().grace(), fill, usual.grid().gapMax());
      Scenario series =
          new Scenario(
              new ForecastSettings(grid, usual.shape(), List.of(0.8, 0.95), List.of(1, HORIZON)));
      double level = 0;
      for (Event event : events(shape(evaluation), seed, 200)) {
        level = random.nextInt(40) == 0 ? Math.pow(10, random.nextInt(36)) : level;
        boolean flat = event.millis / STEP / 16 % 2 == 0;
        double[] features = event.features.clone();
        for (int f = 0; f < features.length; f++) {
          features[f] = flat && !Double.isNaN(features[f]) ? level : features[f] + level;
        }
        Event wild = new Event(event.millis, features, event.model);
        for (int i = 0; i <= random.nextInt(3); i++) {
          inOrder(play(series, wild)).forEach(answer -> assertFinite(answer.forecast()));
          wild = new Event(wild.millis + random.nextInt(STEP / 4), features, event.model);
        }
        if (random.nextInt(20) == 0) {
          StepResult closed = series.close();
          assertFinite(closed.forecast());
        }
      }
    }
  }

  static List<Runnable> replay(Scenario series, long seed, int count) {
    return events(series.settings.shape(), seed, count).stream()
        .<Runnable>map(event -> () -> play(series, event))
        .toList();
  }

  static Scenario scenarioOf(Evaluation evaluation) {
    return scenario(evaluation, GapFill.LINEAR);
  }
}
