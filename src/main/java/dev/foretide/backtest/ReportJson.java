package dev.foretide.backtest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.math.MathContext;

/**
 * A report as JSON: {@code protocol}, {@code results}, {@code intervals}, {@code training}, {@code
 * cost}, as {@link ReportWriter} names their fields. Charts' traces are left out.
 */
public final class ReportJson {
  private ReportJson() {}

  /**
   * Writes a report in UTF-8.
   *
   * @param out is closed
   */
  public static void write(BacktestReport report, OutputStream out) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      ReportWriter writer = new ReportWriter(json, MathContext.UNLIMITED);
      json.writeStartObject();
      writer.protocol(report.protocol());
      writer.objects("results", ReportWriter.RESULTS, report.results());
      writer.objects("intervals", ReportWriter.INTERVALS, report.intervals());
      writer.objects("training", ReportWriter.TRAINING, report.trainings());
      writer.cost(report.cost());
      json.writeEndObject();
    }
  }
}
