package dev.foretide.backtest;

import dev.foretide.backtest.BacktestReport.Cost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Makes one report of several about different files, such as files whose steps differ.
 *
 * <p>Costs are means weighted by readings: of two medians too, since the single times are gone.
 */
public final class ReportJoin {
  private ReportJoin() {}

  /** The one report of {@code reports}, of which there is at least one. */
  public static BacktestReport of(List<BacktestReport> reports) {
    return reports.size() == 1
        ? reports.get(0)
        : new BacktestReport(
            protocol(reports),
            all(reports, BacktestReport::results),
            all(reports, BacktestReport::intervals),
            all(reports, BacktestReport::trainings),
            cost(reports.stream().map(BacktestReport::cost).toList()),
            all(reports, BacktestReport::traces));
  }

  /** Values that differ stand beside each other. */
  private static Map<String, String> protocol(List<BacktestReport> reports) {
    Map<String, String> protocol = new LinkedHashMap<>();
    for (BacktestReport report : reports) {
      report
          .protocol()
          .forEach(
              (name, value) ->
                  protocol.merge(
                      name,
                      value,
                      (before, now) ->
                          List.of(before.split(" \\| ")).contains(now)
                              ? before
                              : before + " | " + now));
    }
    return protocol;
  }

  private static <T> List<T> all(
      List<BacktestReport> reports, Function<BacktestReport, List<T>> part) {
    return reports.stream().map(part).flatMap(List::stream).toList();
  }

  private static Cost cost(List<Cost> costs) {
    double seconds =
        costs.stream()
            .filter(cost -> cost.readingsPerSecond() > 0)
            .mapToDouble(cost -> cost.readings() / cost.readingsPerSecond())
            .sum();
    long readings = costs.stream().mapToLong(Cost::readings).sum();
    return new Cost(
        readings,
        mean(costs, Cost::microsPerReadingP50),
        mean(costs, Cost::microsPerReadingP99),
        seconds > 0 ? readings / seconds : Double.NaN);
  }

  private static double mean(List<Cost> costs, ToDoubleFunction<Cost> value) {
    double sum = 0;
    double weights = 0;
    for (Cost cost : costs) {
      if (Double.isFinite(value.applyAsDouble(cost))) {
        sum += cost.readings() * value.applyAsDouble(cost);
        weights += cost.readings();
      }
    }
    return weights > 0 ? sum / weights : Double.NaN;
  }
}
