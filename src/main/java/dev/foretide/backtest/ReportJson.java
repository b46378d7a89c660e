package dev.foretide.backtest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.foretide.backtest.BacktestReport.IntervalScore;
import dev.foretide.backtest.BacktestReport.MethodScore;
import dev.foretide.backtest.BacktestReport.Training;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;

/**
 * A report as JSON: {@code protocol}, {@code results}, {@code intervals}, {@code training}, {@code
 * cost}.
 *
 * <p>What cannot be computed is null. A lead is a number or {@code "mean"}, a series an id or
 * {@code "mean"}; times are ISO-8601 in UTC. Charts' traces are left out.
 */
public final class ReportJson {
  private final JsonGenerator json;

  private ReportJson(JsonGenerator json) {
    this.json = json;
  }

  /**
   * Writes a report in UTF-8.
   *
   * @param out is closed
   */
  public static void write(BacktestReport report, OutputStream out) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.useDefaultPrettyPrinter();
      new ReportJson(json).report(report);
    }
  }

  private void report(BacktestReport report) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("protocol");
    for (Map.Entry<String, String> entry : report.protocol().entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
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
    json.writeArrayFieldStart("training");
    for (Training training : report.trainings()) {
      training(training);
    }
    json.writeEndArray();
    cost(report.cost());
    json.writeEndObject();
  }

  private void result(MethodScore score) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", score.file());
    json.writeStringField("series", score.series());
    json.writeStringField("method", score.method());
    lead(score.lead());
    json.writeNumberField("n", score.n());
    number("mse", score.mse());
    number("mae", score.mae());
    number("mseZ", score.mseZ());
    number("maeZ", score.maeZ());
    number("mase", score.mase());
    number("smape", score.smape());
    json.writeEndObject();
  }

  private void interval(IntervalScore score) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", score.file());
    json.writeStringField("series", score.series());
    number("level", score.level());
    lead(score.lead());
    json.writeNumberField("n", score.n());
    number("coverage", score.coverage());
    number("width", score.width());
    number("pinballZ", score.pinballZ());
    json.writeEndObject();
  }

  private void training(Training training) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", training.file());
    json.writeStringField("group", training.group());
    json.writeNumberField("version", training.version());
    json.writeStringField("at", Instant.ofEpochMilli(training.at()).toString());
    number("seconds", training.seconds());
    json.writeStringField("kind", training.kind());
    json.writeStringField("outcome", training.outcome());
    json.writeBooleanField("promoted", training.promoted());
    json.writeStringField("reason", training.reason());
    json.writeEndObject();
  }

  private void cost(BacktestReport.Cost cost) throws IOException {
    json.writeObjectFieldStart("cost");
    json.writeNumberField("readings", cost.readings());
    number("microsPerReadingP50", cost.microsPerReadingP50());
    number("microsPerReadingP99", cost.microsPerReadingP99());
    number("readingsPerSecond", cost.readingsPerSecond());
    json.writeEndObject();
  }

  private void lead(int lead) throws IOException {
    if (lead == BacktestReport.MEAN_LEAD) {
      json.writeStringField("lead", "mean");
    } else {
      json.writeNumberField("lead", lead);
    }
  }

  private void number(String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }
}
