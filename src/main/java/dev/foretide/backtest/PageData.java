package dev.foretide.backtest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.foretide.backtest.BacktestReport.IntervalScore;
import dev.foretide.backtest.BacktestReport.MethodScore;
import dev.foretide.backtest.BacktestReport.Trace;
import dev.foretide.backtest.BacktestReport.TraceLead;
import dev.foretide.backtest.BacktestReport.Training;
import dev.foretide.backtest.BacktestReport.Version;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;

/**
 * What the page of a report draws, as JSON. Rows are arrays, since there may be many: {@code
 * results} of file, series, method, lead, n, MAE and MSE z-scored, MASE; {@code intervals} of file,
 * series, level, lead, coverage, width. Numbers have six significant digits, times are milliseconds
 * since the epoch, lead 0 is the mean.
 */
final class PageData {
  private static final MathContext DIGITS = new MathContext(6);

  private final JsonGenerator json;

  private PageData(JsonGenerator json) {
    this.json = json;
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
    json.writeArrayFieldStart("protocol");
    for (Map.Entry<String, String> entry : report.protocol().entrySet()) {
      strings(entry.getKey(), entry.getValue());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("results");
    for (MethodScore score : report.results()) {
      result(score);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("intervals");
    for (IntervalScore score : report.intervals()) {
      interval(score);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("trainings");
    for (Training training : report.trainings()) {
      training(training);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("cost");
    json.writeNumberField("readings", report.cost().readings());
    json.writeFieldName("p50");
    number(report.cost().microsPerReadingP50());
    json.writeFieldName("p99");
    number(report.cost().microsPerReadingP99());
    json.writeFieldName("rate");
    number(report.cost().readingsPerSecond());
    json.writeEndObject();
    json.writeArrayFieldStart("traces");
    for (Trace trace : report.traces()) {
      trace(trace);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void strings(String... values) throws IOException {
    json.writeStartArray();
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private void result(MethodScore score) throws IOException {
    json.writeStartArray();
    json.writeString(score.file());
    json.writeString(score.series());
    json.writeString(score.method());
    json.writeNumber(score.lead());
    json.writeNumber(score.n());
    number(score.maeZ());
    number(score.mseZ());
    number(score.mase());
    json.writeEndArray();
  }

  private void interval(IntervalScore score) throws IOException {
    json.writeStartArray();
    json.writeString(score.file());
    json.writeString(score.series());
    number(score.level());
    json.writeNumber(score.lead());
    number(score.coverage());
    number(score.width());
    json.writeEndArray();
  }

  private void training(Training training) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", training.file());
    json.writeStringField("group", training.group());
    json.writeNumberField("version", training.version());
    json.writeNumberField("at", training.at());
    json.writeStringField("kind", training.kind());
    json.writeStringField("outcome", training.outcome());
    json.writeStringField("reason", training.reason());
    json.writeFieldName("seconds");
    number(training.seconds());
    json.writeEndObject();
  }

  private void trace(Trace trace) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", trace.file());
    json.writeStringField("series", trace.series());
    json.writeFieldName("experts");
    strings(trace.experts().toArray(String[]::new));
    json.writeArrayFieldStart("levels");
    for (double level : trace.levels()) {
      number(level);
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
      number(value);
    }
    json.writeEndArray();
  }

  private void number(double value) throws IOException {
    if (!Double.isFinite(value)) {
      json.writeNull();
    } else {
      json.writeNumber(new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString());
    }
  }
}
