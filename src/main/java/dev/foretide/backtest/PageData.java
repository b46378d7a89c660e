package dev.foretide.backtest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.foretide.backtest.BacktestReport.Trace;
import dev.foretide.backtest.BacktestReport.TraceLead;
import dev.foretide.backtest.BacktestReport.Version;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.MathContext;

/**
 * What the page of a report draws, as JSON: the report, with {@code results} and {@code intervals}
 * as tables since they may be long, and its {@code traces}, whose times are milliseconds since the
 * epoch. Numbers have six significant digits.
 */
final class PageData {
  private static final MathContext DIGITS = new MathContext(6);

  private final JsonGenerator json;
  private final ReportWriter writer;

  private PageData(JsonGenerator json) {
    this.json = json;
    this.writer = new ReportWriter(json, DIGITS);
  }

  /** The JSON, safe within a {@code script} element: it has no {@code <}. */
  static String of(BacktestReport report) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      new PageData(json).report(report);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return text.toString().replace("<", "\\u003c");
  }

  private void report(BacktestReport report) throws IOException {
    json.writeStartObject();
    writer.protocol(report.protocol());
    writer.table("results", ReportWriter.RESULTS, report.results());
    writer.table("intervals", ReportWriter.INTERVALS, report.intervals());
    writer.objects("training", ReportWriter.TRAINING, report.trainings());
    writer.cost(report.cost());
    json.writeArrayFieldStart("traces");
    for (Trace trace : report.traces()) {
      trace(trace);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void trace(Trace trace) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", trace.file());
    json.writeStringField("series", trace.series());
    json.writeArrayFieldStart("experts");
    for (String expert : trace.experts()) {
      json.writeString(expert);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("levels");
    for (double level : trace.levels()) {
      writer.number(level);
    }
    json.writeEndArray();
    json.writeFieldName("at");
    json.writeArray(trace.at(), 0, trace.at().length);
    numbers("actual", trace.actual());
    json.writeArrayFieldStart("leads");
    for (TraceLead lead : trace.leads()) {
      json.writeStartObject();
      json.writeNumberField("lead", lead.lead());
      numbers("forecast", lead.forecast());
      tables("lower", lead.lower());
      tables("upper", lead.upper());
      tables("weights", lead.weights());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("versions");
    for (Version version : trace.versions()) {
      json.writeStartObject();
      json.writeNumberField("version", version.version());
      json.writeNumberField("at", version.at());
      json.writeStringField("kind", version.kind());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void tables(String name, float[][] rows) throws IOException {
    json.writeArrayFieldStart(name);
    for (float[] row : rows) {
      array(row);
    }
    json.writeEndArray();
  }

  private void numbers(String name, float[] values) throws IOException {
    json.writeFieldName(name);
    array(values);
  }

  private void array(float[] values) throws IOException {
    json.writeStartArray();
    for (float value : values) {
      writer.number(value);
    }
    json.writeEndArray();
  }
}
