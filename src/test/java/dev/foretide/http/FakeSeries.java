package dev.foretide.http;

import dev.foretide.forecast.SeriesSummary;
import dev.foretide.forecast.SeriesView;
import dev.foretide.series.Expert;
import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A sine with noise and forecasts of it that know the sine, but not the noise. */
final class FakeSeries {
  private static final int WINDOW = 96;
  private static final int HORIZON = 24;
  private static final double[] LEVELS = {0.8, 0.95};
  private static final double[] WIDTHS = {1.28, 1.96};
  private static final int[] LEADS = {1, 2, 4, 8, 12, 24};

  final String id;
  final String group;
  private final long stepMillis;
  private final int number;
  private final Random random;
  private final Deque<SeriesView.Step> window = new ArrayDeque<>();
  private final Deque<Forecast> waiting = new ArrayDeque<>();
  private final double[] errors = new double[LEADS.length];
  private final double[] naiveErrors = new double[LEADS.length];
  private final int[][] covered = new int[LEADS.length][LEVELS.length];
  private final int[] scored = new int[LEADS.length];
  private Forecast newest;
  private float last;

  FakeSeries(String id, String group, int number, long stepMillis) {
    this.id = id;
    this.group = group;
    this.number = number;
    this.stepMillis = stepMillis;
    this.random = new Random(number);
  }

  /** One reading: scores what waited for it, then forecasts. */
  synchronized Score advance(long step, int version) {
    boolean spike = random.nextInt(90) == 0;
    float actual = (float) (truth(step) + noise() * random.nextGaussian() * (spike ? 6 : 1));
    Score score = score(step, actual);
    window.add(new SeriesView.Step(step * stepMillis, actual, random.nextInt(40) != 0));
    if (window.size() > WINDOW) {
      window.remove();
    }
    last = actual;
    newest = forecast(step, version);
    waiting.add(newest);
    if (waiting.size() > HORIZON) {
      waiting.remove();
    }
    return score;
  }

  private double truth(long step) {
    double daily = Math.sin(step * 2 * Math.PI / (40 + number));
    return 20 + number * 3 + 8 * daily + 2 * Math.sin(step / 5.0 + number);
  }

  private double noise() {
    return 0.4 + 0.1 * (number % 5);
  }

  private Status status() {
    return number % 11 == 7 ? Status.COLD : number % 7 == 5 ? Status.WARMING : Status.READY;
  }

  private Forecast forecast(long step, int version) {
    float[] mean = new float[HORIZON];
    float[][] lower = new float[LEVELS.length][HORIZON];
    float[][] upper = new float[LEVELS.length][HORIZON];
    double skill = number % 9 == 4 ? 0.2 : 0.93;
    for (int h = 0; h < HORIZON; h++) {
      mean[h] = (float) (skill * truth(step + h + 1) + (1 - skill) * last + 0.1 * number % 1);
      for (int l = 0; l < LEVELS.length; l++) {
        float width = (float) (WIDTHS[l] * noise() * (1 + 0.06 * h));
        lower[l][h] = mean[h] - width;
        upper[l][h] = mean[h] + width;
      }
    }
    Status status = status();
    Source source =
        status == Status.COLD ? Source.NAIVE : status == Status.READY ? Source.LSTM : Source.LINEAR;
    return new Forecast(
        id,
        "value",
        step * stepMillis,
        stepMillis,
        group,
        status == Status.COLD ? 0 : version,
        source,
        status,
        mean,
        LEVELS,
        lower,
        upper);
  }

  private Score score(long step, float actual) {
    List<Forecast> origins = new ArrayList<>(waiting);
    List<Score.Lead> leads = new ArrayList<>();
    for (int i = 0; i < LEADS.length && LEADS[i] <= origins.size(); i++) {
      Forecast from = origins.get(origins.size() - LEADS[i]);
      int h = LEADS[i] - 1;
      float naive = (float) truth(step - LEADS[i]);
      boolean[] inside = new boolean[LEVELS.length];
      for (int l = 0; l < LEVELS.length; l++) {
        inside[l] = actual >= from.lower()[l][h] && actual <= from.upper()[l][h];
        covered[i][l] += inside[l] ? 1 : 0;
      }
      scored[i]++;
      errors[i] += Math.abs(actual - from.mean()[h]);
      naiveErrors[i] += Math.abs(actual - naive);
      leads.add(new Score.Lead(LEADS[i], from.mean()[h], naive, inside, from.version()));
    }
    boolean anomaly = !leads.isEmpty() && !leads.get(0).covered()[LEVELS.length - 1];
    return new Score(
        id, group, "value", step * stepMillis, actual, last, noise(), LEVELS, leads, anomaly);
  }

  synchronized Forecast forecast() {
    return newest;
  }

  synchronized float actual() {
    return last;
  }

  synchronized SeriesSummary summary() {
    List<SeriesView.LeadError> errors = errors(true);
    int widest = LEVELS.length - 1;
    return new SeriesSummary(
        id,
        group,
        status(),
        newest.source(),
        newest.version(),
        newest.origin(),
        last,
        errors.isEmpty() ? Double.NaN : errors.get(0).relative(),
        2 * WIDTHS[widest] * (1 + 0.03 * (HORIZON - 1)),
        errors.isEmpty() ? Double.NaN : 1 - errors.get(0).coverage().get(LEVELS[widest]));
  }

  /**
   * Realised errors.
   *
   * @param scaled in units of the noise
   */
  synchronized List<SeriesView.LeadError> errors(boolean scaled) {
    double unit = scaled ? noise() : 1;
    List<SeriesView.LeadError> leads = new ArrayList<>();
    for (int i = 0; i < LEADS.length && scored[i] > 0; i++) {
      Map<Double, Double> coverage = new TreeMap<>();
      for (int l = 0; l < LEVELS.length; l++) {
        coverage.put(LEVELS[l], (double) covered[i][l] / scored[i]);
      }
      leads.add(
          new SeriesView.LeadError(
              LEADS[i],
              errors[i] / scored[i] / unit,
              naiveErrors[i] / scored[i] / unit,
              new TreeMap<>(coverage)));
    }
    return leads;
  }

  private Map<Expert, float[]> weights() {
    Map<Expert, float[]> weights = new EnumMap<>(Expert.class);
    for (int h = 0; h < HORIZON; h++) {
      float naive = 0.6f / (h + 1);
      weights.computeIfAbsent(Expert.NAIVE, e -> new float[HORIZON])[h] = naive;
      weights.computeIfAbsent(Expert.LINEAR, e -> new float[HORIZON])[h] = 0.4f * (1 - naive);
      weights.computeIfAbsent(Expert.LSTM, e -> new float[HORIZON])[h] = 0.6f * (1 - naive);
    }
    return weights;
  }

  synchronized SeriesView view() {
    return new SeriesView(
        id, group, "value", stepMillis, List.copyOf(window), newest, errors(false), weights());
  }
}
