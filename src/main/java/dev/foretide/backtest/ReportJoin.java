package dev.foretide.backtest;

import dev.foretide.backtest.BacktestReport.Cost;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Makes one report of several about different files, such as files whose steps differ. */
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
            cost(reports),
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

  private static Cost cost(List<BacktestReport> reports) {
    float[] micros = new float[0];
    for (BacktestReport report : reports) {
      float[] more = report.cost().micros();
      int had = micros.length;
      micros = Arrays.copyOf(micros, had + more.length);
      System.arraycopy(more, 0, micros, had, more.length);
    }
    return new Cost(micros);
  }
}
