package dev.foretide.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.foretide.series.Expert;
import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Forecasts, scores and series in the shape of the topics. */
final class SeriesJson {
  private SeriesJson() {}

  /** The fields of the forecasts topic. */
  static void forecast(JsonGenerator json, Forecast forecast) throws IOException {
    json.writeStringField("series", forecast.series());
    json.writeStringField("target", forecast.target());
    Json.time(json, "origin", forecast.origin());
    json.writeStringField("step", Duration.ofMillis(forecast.stepMillis()).toString());
    json.writeObjectFieldStart("model");
    json.writeStringField("group", forecast.group());
    json.writeNumberField("version", forecast.version());
    json.writeEndObject();
    json.writeStringField("source", forecast.source().word());
    json.writeStringField("status", forecast.status().word());
    json.writeFieldName("mean");
    Json.numbers(json, forecast.mean());
    band(json, "lower", forecast.levels(), forecast.lower());
    band(json, "upper", forecast.levels(), forecast.upper());
  }

  private static void band(JsonGenerator json, String name, double[] levels, float[][] ends)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (int i = 0; i < levels.length; i++) {
      json.writeFieldName(Forecast.levelName(levels[i]));
      Json.numbers(json, ends[i]);
    }
    json.writeEndObject();
  }

  /** The fields of the scores topic. */
  static void score(JsonGenerator json, Score score) throws IOException {
    json.writeStringField("series", score.series());
    json.writeStringField("group", score.group());
    json.writeStringField("target", score.target());
    Json.time(json, "at", score.at());
    Json.number(json, "actual", score.actual());
    Json.number(json, "naive", score.naive());
    Json.number(json, "scale", score.scale());
    json.writeArrayFieldStart("leads");
    for (Score.Lead lead : score.leads()) {
      json.writeStartObject();
      json.writeNumberField("lead", lead.lead());
      Json.number(json, "forecast", lead.forecast());
      Json.number(json, "error", (double) score.actual() - lead.forecast());
      Json.number(json, "naive", lead.naive());
      if (lead.covered().length > 0) {
        Json.number(json, "lower", lead.lower());
        Json.number(json, "upper", lead.upper());
      }
      json.writeObjectFieldStart("covered");
      for (int i = 0; i < lead.covered().length; i++) {
        json.writeBooleanField(Forecast.levelName(score.levels()[i]), lead.covered()[i]);
      }
      json.writeEndObject();
      json.writeNumberField("version", lead.version());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeBooleanField("anomaly", score.anomaly());
    json.writeBooleanField("drift", score.drift());
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
    Json.number(json, "relativeError", orNaN(series.relativeError()));
    Json.number(json, "band", orNaN(series.band()));
    Json.number(json, "outside", orNaN(series.outside()));
    json.writeEndObject();
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  /** The fields of one series. */
  static void detail(JsonGenerator json, SeriesDetail series) throws IOException {
    json.writeStringField("id", series.id());
    json.writeStringField("group", series.group());
    json.writeStringField("status", series.status().word());
    json.writeStringField("target", series.target());
    json.writeStringField("step", Duration.ofMillis(series.stepMillis()).toString());
    json.writeArrayFieldStart("window");
    for (SeriesDetail.Step step : series.window()) {
      json.writeStartObject();
      Json.time(json, "at", step.at());
      Json.number(json, "value", step.value());
      json.writeBooleanField("measured", step.measured());
      json.writeEndObject();
    }
    json.writeEndArray();
    Forecast newest = series.forecast();
    if (newest == null) {
      json.writeNullField("forecast");
    } else {
      json.writeObjectFieldStart("forecast");
      forecast(json, newest);
      json.writeEndObject();
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
  static void errors(JsonGenerator json, List<SeriesDetail.LeadError> errors) throws IOException {
    json.writeArrayFieldStart("errors");
    for (SeriesDetail.LeadError error : errors) {
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
