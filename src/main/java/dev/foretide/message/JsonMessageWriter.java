package dev.foretide.message;

import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import java.time.Duration;

/** Forecasts and scores in JSON. */
public final class JsonMessageWriter implements MessageWriter {
  private final JsonText json;
  private final LevelNames levelNames = new LevelNames();

  /**
   * @param digits significant digits of numbers
   */
  public JsonMessageWriter(int digits) {
    this.json = new JsonText(digits);
  }

  @Override
  public byte[] forecast(Forecast forecast) {
    fields(forecast);
    return json.raw("}").bytes();
  }

  /**
   * A forecast as on its topic, with one more field.
   *
   * @param actual value of the step that it was issued from
   */
  public byte[] forecast(Forecast forecast, float actual) {
    fields(forecast);
    json.raw(",\"actual\":").number(actual);
    return json.raw("}").bytes();
  }

  /** All fields, without the closing brace. */
  private void fields(Forecast forecast) {
    json.clear();
    json.raw("{\"series\":").text(forecast.series());
    json.raw(",\"target\":").text(forecast.target());
    json.raw(",\"origin\":").time(forecast.origin());
    json.raw(",\"step\":").text(Duration.ofMillis(forecast.stepMillis()).toString());
    json.raw(",\"model\":{\"group\":").text(forecast.group());
    json.raw(",\"version\":").number(forecast.version());
    json.raw("},\"source\":").text(forecast.source().word());
    json.raw(",\"status\":").text(forecast.status().word());
    json.raw(",\"mean\":").numbers(forecast.mean());
    json.raw(",\"lower\":");
    ends(forecast.levels(), forecast.lower());
    json.raw(",\"upper\":");
    ends(forecast.levels(), forecast.upper());
  }

  private void ends(double[] levels, float[][] ends) {
    String[] names = levelNames.of(levels);
    json.raw("{");
    for (int l = 0; l < names.length; l++) {
      json.raw(l == 0 ? "\"" : ",\"").raw(names[l]).raw("\":");
      json.numbers(ends[l]);
    }
    json.raw("}");
  }

  @Override
  public byte[] score(Score score) {
    json.clear();
    json.raw("{\"series\":").text(score.series());
    json.raw(",\"group\":").text(score.group());
    json.raw(",\"target\":").text(score.target());
    json.raw(",\"at\":").time(score.at());
    json.raw(",\"actual\":").number(score.actual());
    json.raw(",\"naive\":").number(score.naive());
    json.raw(",\"scale\":").number(score.scale());
    json.raw(",\"leads\":[");
    for (int i = 0; i < score.leads().size(); i++) {
      json.raw(i == 0 ? "{" : ",{");
      lead(score, score.leads().get(i));
      json.raw("}");
    }
    json.raw("],\"anomaly\":").raw(score.anomaly() ? "true" : "false");
    json.raw(",\"drift\":").raw(score.drift() ? "true" : "false");
    return json.raw("}").bytes();
  }

  private void lead(Score score, Score.Lead lead) {
    json.raw("\"lead\":").number(lead.lead());
    json.raw(",\"forecast\":").number(lead.forecast());
    json.raw(",\"error\":").number((double) score.actual() - lead.forecast());
    json.raw(",\"naive\":").number(lead.naive());
    if (lead.covered().length > 0) {
      json.raw(",\"lower\":").number(lead.lower());
      json.raw(",\"upper\":").number(lead.upper());
    }
    json.raw(",\"covered\":{");
    String[] names = levelNames.of(score.levels());
    for (int l = 0; l < names.length; l++) {
      json.raw(l == 0 ? "\"" : ",\"").raw(names[l]).raw("\":");
      json.raw(lead.covered()[l] ? "true" : "false");
    }
    json.raw("},\"version\":").number(lead.version());
  }
}
