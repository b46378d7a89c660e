package dev.foretide.cli;

import dev.foretide.backtest.Backtest;
import dev.foretide.backtest.BacktestReport;
import dev.foretide.backtest.ForecastCsv;
import dev.foretide.backtest.ReportHtml;
import dev.foretide.backtest.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name files for the results, and the writing of these files. */
final class BacktestOutput {
  @Option(names = "--json", paramLabel = "FILE", description = "Writes all numbers as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Writes every scored forecast: unique_id,ds,cutoff,y,foretide,...")
  private @Nullable Path csv;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Writes a page with charts that needs no network.")
  private @Nullable Path html;

  /** Fails before any work is done if a file could not be written. */
  void check() {
    Stream.of(json, csv, html).filter(each -> each != null).forEach(OutputFile::check);
  }

  /** The writer of forecasts, or null if nobody wants them; the caller closes it. */
  @Nullable ForecastCsv openCsv(List<Backtest.Input> inputs, List<Double> levels)
      throws IOException {
    return csv == null
        ? null
        : new ForecastCsv(
            Files.newBufferedWriter(csv),
            inputs,
            levels.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Writes the files that need the whole report. */
  void write(BacktestReport report) throws IOException {
    if (json != null) {
      ReportJson.write(report, Files.newOutputStream(json));
    }
    if (html != null) {
      Files.writeString(html, ReportHtml.of(report));
    }
  }
}
