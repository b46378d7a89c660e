package dev.foretide.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.foretide.forecast.SeriesSummary;
import dev.foretide.forecast.SeriesView;
import dev.foretide.message.JsonMessageWriter;
import dev.foretide.series.Expert;
import dev.foretide.series.Forecast;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Forecasts, scores and series in JSON. One writer serves the topics, the API and the page, so that
 * a message has the same fields wherever it is met.
 */
final class SeriesJson {
  /** Significant digits, whatever {@code forecasts.digits} says for the topics. */
  private static final int DIGITS = 6;

  private SeriesJson() {}

  /** A writer of the messages of the topics, for one thread. */
  static JsonMessageWriter messages() {
    return new JsonMessageWriter(DIGITS);
  }

  /** One object of the series list. */
  static void summary(JsonGenerator json, SeriesSummary series) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", series.id());
    json.writeStringField("group", series.group());
    json.writeStringField("status", series.status().word());
    json.writeStringField("source", series.source() == null ? null : series.source().word());
    json.writeNumberField("version", series.version());
    Json.time(json, "origin", series.origin());
    Json.number(json, "actual", series.actual());
    Json.number(json, "relativeError", series.relativeError());
    Json.number(json, "band", series.band());
    Json.number(json, "outside", series.outside());
    json.writeEndObject();
  }

  /** The fields of one series. */
  static void detail(JsonGenerator json, SeriesView series) throws IOException {
    json.writeStringField("id", series.id());
    json.writeStringField("group", series.group());
    json.writeStringField("status", series.status().word());
    json.writeStringField("target", series.target());
    json.writeStringField("step", Duration.ofMillis(series.stepMillis()).toString());
    json.writeArrayFieldStart("window");
    for (SeriesView.Step step : series.window()) {
      json.writeStartObject();
      Json.time(json, "at", step.at());
      Json.number(json, "value", step.value());
      json.writeBooleanField("measured", step.measured());
      json.writeEndObject();
    }
    json.writeEndArray();
    Forecast newest = series.forecast();
    json.writeFieldName("forecast");
    if (newest == null) {
      json.writeNull();
    } else {
      json.writeRawValue(new String(messages().forecast(newest), StandardCharsets.UTF_8));
    }
    errors(json, series.errors());
    json.writeObjectFieldStart("weights");
    for (Map.Entry<Expert, float[]> expert : series.weights().entrySet()) {
      json.writeFieldName(expert.getKey().word());
      Json.numbers(json, expert.getValue());
    }
    json.writeEndObject();
  }

  /** Realised errors, ascending by lead, as a field. */
  static void errors(JsonGenerator json, List<SeriesView.LeadError> errors) throws IOException {
    json.writeArrayFieldStart("errors");
    for (SeriesView.LeadError error : errors) {
      json.writeStartObject();
      json.writeNumberField("lead", error.lead());
      Json.number(json, "mae", error.mae());
      Json.number(json, "naiveMae", error.naiveMae());
      Json.number(json, "relative", error.relative());
      json.writeObjectFieldStart("coverage");
      for (Map.Entry<Double, Double> level : error.coverage().entrySet()) {
        Json.number(json, Forecast.levelName(level.getKey()), level.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
