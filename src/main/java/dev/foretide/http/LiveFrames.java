package dev.foretide.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.foretide.forecast.SeriesSummary;
import dev.foretide.message.JsonMessageWriter;
import dev.foretide.series.Forecast;
import dev.foretide.series.Score;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Server-sent events as bytes: {@code status}, {@code reading}, {@code forecast}, ... */
final class LiveFrames {
  /** First bytes of a stream: how long a browser waits before it connects again. */
  static final byte[] HELLO = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

  /** A comment: keeps proxies from closing a quiet connection, and finds out a dead one. */
  static final byte[] HEARTBEAT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

  /** Last bytes of a stream. */
  static final byte[] END = ": end\n\n".getBytes(StandardCharsets.UTF_8);

  private LiveFrames() {}

  static byte[] status(Health health, Totals totals) {
    return event(
        "status",
        Json.object(
            json -> {
              json.writeStringField("status", health.status());
              json.writeBooleanField("ready", health.ready());
              json.writeStringField("reason", health.reason());
              json.writeNumberField("readings", totals.readings());
              json.writeNumberField("forecasts", totals.forecasts());
            }));
  }

  static byte[] model(ModelChange change) {
    return event("model", Json.bytes(json -> change(json, change)));
  }

  /** One object of a list of decisions. */
  static void change(JsonGenerator json, ModelChange change) throws IOException {
    json.writeStartObject();
    json.writeStringField("group", change.group());
    json.writeNumberField("version", change.version());
    Json.time(json, "at", change.at());
    json.writeStringField("outcome", change.outcome());
    json.writeBooleanField("serving", change.serving());
    json.writeEndObject();
  }

  /** One event with the newest reading of each series. */
  static byte[] readings(List<LiveReading> readings) {
    return event(
        "reading",
        Json.bytes(
            json -> {
              json.writeStartArray();
              for (LiveReading reading : readings) {
                Forecast forecast = reading.forecast();
                SeriesJson.summary(
                    json,
                    new SeriesSummary(
                        forecast.series(),
                        forecast.group(),
                        forecast.status(),
                        forecast.source(),
                        forecast.version(),
                        forecast.origin(),
                        reading.actual(),
                        Double.NaN,
                        Double.NaN,
                        Double.NaN));
              }
              json.writeEndArray();
            }));
  }

  /** Forecasts and scores, one event each, in one frame. */
  static byte[] details(List<Object> details) {
    JsonMessageWriter messages = SeriesJson.messages();
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    for (Object detail : details) {
      if (detail instanceof LiveReading reading) {
        frame.writeBytes(
            event("forecast", messages.forecast(reading.forecast(), reading.actual())));
      } else if (detail instanceof Score score) {
        frame.writeBytes(event("score", messages.score(score)));
      }
    }
    return frame.toByteArray();
  }

  private static byte[] event(String name, byte[] data) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(data.length + 32);
    frame.writeBytes(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    frame.writeBytes(data); // one line: JSON escapes line feeds
    frame.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
    return frame.toByteArray();
  }
}
