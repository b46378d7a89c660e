package dev.foretide.backtest;

import dev.foretide.backtest.BacktestReport.IntervalScore;
import dev.foretide.backtest.BacktestReport.MethodScore;
import dev.foretide.backtest.BacktestReport.Training;
import dev.foretide.series.Forecast;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A report as text: for each file the errors of each method by lead, mean over its series, and the
 * intervals; then trainings and cost. A lead for which nothing was scored shows a dash.
 */
public final class ReportTable {
  private static final int QUARTERS = 4;

  private final BacktestReport report;
  private final StringBuilder text = new StringBuilder();

  private ReportTable(BacktestReport report) {
    this.report = report;
  }

  /** The lines, each ended. */
  public static String of(BacktestReport report) {
    ReportTable table = new ReportTable(report);
    report.results().stream().map(MethodScore::file).distinct().forEach(table::file);
    table.trainings();
    table.cost();
    return table.text.toString();
  }

  private void file(String file) {
    List<MethodScore> scores =
        report.results().stream().filter(score -> score.file().equals(file)).toList();
    List<String> series =
        scores.stream()
            .map(MethodScore::series)
            .filter(id -> !id.equals(BacktestReport.MEAN_SERIES))
            .distinct()
            .toList();
    List<MethodScore> means =
        scores.stream().filter(score -> score.series().equals(BacktestReport.MEAN_SERIES)).toList();
    List<Integer> leads = shown(means.stream().map(MethodScore::lead).distinct().sorted().toList());
    long scored =
        means.stream()
            .filter(score -> score.method().equals(BacktestReport.FORETIDE))
            .filter(score -> score.lead() == BacktestReport.MEAN_LEAD)
            .mapToLong(MethodScore::n)
            .sum();
    line("%s: %s, %,d forecasts scored", file, seriesText(series), scored);
    errors("MAE, z-scored", means, leads, MethodScore::maeZ);
    errors("MSE, z-scored", means, leads, MethodScore::mseZ);
    errors("MASE", means, leads, MethodScore::mase);
    intervals(file, leads);
  }

  private static String seriesText(List<String> series) {
    return series.size() == 1 ? "series " + series.get(0) : "mean of " + series.size() + " series";
  }

  /** The first lead, a quarter, half, three quarters and the last; and the mean. */
  private static List<Integer> shown(List<Integer> leads) {
    List<Integer> real = leads.stream().filter(lead -> lead != BacktestReport.MEAN_LEAD).toList();
    List<Integer> shown = new ArrayList<>();
    for (int quarter = 0; quarter <= QUARTERS && real.size() > QUARTERS; quarter++) {
      shown.add(real.get(Math.max(0, Math.round(quarter * real.size() / (float) QUARTERS) - 1)));
    }
    if (shown.isEmpty()) {
      shown.addAll(real);
    }
    shown.add(BacktestReport.MEAN_LEAD);
    return shown;
  }

  private void errors(
      String name,
      List<MethodScore> means,
      List<Integer> leads,
      ToDoubleFunction<MethodScore> error) {
    Map<String, Map<Integer, Double>> methods = new LinkedHashMap<>();
    for (MethodScore score : means) {
      methods
          .computeIfAbsent(score.method(), method -> new LinkedHashMap<>())
          .put(score.lead(), error.applyAsDouble(score));
    }
    header(name, leads);
    methods.forEach((method, byLead) -> row(method, leads, byLead));
  }

  private void intervals(String file, List<Integer> leads) {
    Map<Double, Map<Integer, Double>> coverage = new LinkedHashMap<>();
    Map<Double, Map<Integer, Double>> width = new LinkedHashMap<>();
    for (IntervalScore score : report.intervals()) {
      if (score.file().equals(file) && score.series().equals(BacktestReport.MEAN_SERIES)) {
        coverage
            .computeIfAbsent(score.level(), level -> new LinkedHashMap<>())
            .put(score.lead(), score.coverage());
        width
            .computeIfAbsent(score.level(), level -> new LinkedHashMap<>())
            .put(score.lead(), score.width());
      }
    }
    if (!coverage.isEmpty()) {
      header("Coverage", leads);
      coverage.forEach((level, byLead) -> row(percent(level), leads, byLead));
      header("Width, z-scored", leads);
      width.forEach((level, byLead) -> row(percent(level), leads, byLead));
    }
    text.append(System.lineSeparator());
  }

  private static String percent(double level) {
    return Forecast.levelName(level) + " %";
  }

  private void header(String name, List<Integer> leads) {
    StringBuilder row = new StringBuilder();
    for (int lead : leads) {
      row.append("%10s".formatted(lead == BacktestReport.MEAN_LEAD ? "mean" : "lead " + lead));
    }
    text.append(System.lineSeparator());
    line("  %-16s%s", name, row);
  }

  private void row(String name, List<Integer> leads, Map<Integer, Double> values) {
    StringBuilder row = new StringBuilder();
    for (int lead : leads) {
      row.append("%10s".formatted(number(values.getOrDefault(lead, Double.NaN))));
    }
    line("  %-16s%s", name, row);
  }

  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    return String.format(Locale.ROOT, Math.abs(value) < 1e5 ? "%.4f" : "%.3e", value);
  }

  private void trainings() {
    if (report.trainings().isEmpty()) {
      return;
    }
    Map<String, Map<String, Integer>> kinds = new LinkedHashMap<>();
    for (Training training : report.trainings()) {
      kinds
          .computeIfAbsent(training.kind(), kind -> new LinkedHashMap<>())
          .merge(training.outcome(), 1, Integer::sum);
    }
    kinds.forEach(
        (kind, outcomes) -> {
          StringBuilder parts = new StringBuilder();
          outcomes.forEach(
              (outcome, count) ->
                  parts
                      .append(parts.isEmpty() ? "" : ", ")
                      .append(count)
                      .append(' ')
                      .append(outcome));
          double seconds =
              report.trainings().stream()
                  .filter(training -> training.kind().equals(kind))
                  .mapToDouble(Training::seconds)
                  .sum();
          line("Trainings, %s: %s; %.1f s", kind, parts, seconds);
        });
  }

  private void cost() {
    BacktestReport.Cost cost = report.cost();
    if (Double.isFinite(cost.microsPerReadingP50())) {
      line(
          "Cost of a reading without training: median %.1f µs, 99th percentile %.1f µs;"
              + " %,.0f readings/s over %,d readings",
          cost.microsPerReadingP50(),
          cost.microsPerReadingP99(),
          cost.readingsPerSecond(),
          cost.readings());
    }
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
