package dev.foretide.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.foretide.model.Provenance;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Where a version comes from, as fields of a JSON object; what is not known is null.
 *
 * <pre>
 *   outcome      promoted, rejected, imported or unknown
 *   trainedAt    end of the training; importedAt
 *   holdout      mean squared error relative to naive by expert, on the newest holdout
 *   report       kind and seconds of the training, the gate's reason; steps and series of the
 *                history and its time from and to; champion and championHoldout, the version it
 *                was compared with and that one's error; older and championOlder, both errors on
 *                the older half of the history; start, the weights that the network began with,
 *                and losses, one for each epoch
 * </pre>
 */
public final class ProvenanceJson {
  private ProvenanceJson() {}

  /** Writes the fields into the object that is open. */
  public static void write(JsonGenerator json, Provenance from) throws IOException {
    json.writeStringField("outcome", from.outcome());
    time(json, "trainedAt", from.trainedAt());
    time(json, "importedAt", from.importedAt());
    json.writeObjectFieldStart("holdout");
    for (Map.Entry<String, Double> error : from.holdout().entrySet()) {
      Json.number(json, error.getKey(), error.getValue());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("report");
    json.writeStringField("kind", from.text("training.kind"));
    json.writeStringField("reason", from.text("training.reason"));
    Json.number(json, "seconds", from.number("trained.seconds").orElse(Double.NaN));
    count(json, "steps", from.number("data.steps"));
    count(json, "series", from.number("data.series"));
    json.writeStringField("from", from.text("data.from"));
    json.writeStringField("to", from.text("data.to"));
    count(json, "champion", from.number("champion.version"));
    Json.number(json, "championHoldout", from.number("champion.relative.mse").orElse(Double.NaN));
    Json.number(json, "older", from.number("older.relative.mse").orElse(Double.NaN));
    Json.number(
        json, "championOlder", from.number("champion.older.relative.mse").orElse(Double.NaN));
    json.writeStringField("start", from.text("training.start"));
    json.writeArrayFieldStart("losses");
    for (double loss : from.losses()) {
      json.writeNumber(loss);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void time(JsonGenerator json, String name, @Nullable Instant at)
      throws IOException {
    json.writeStringField(name, at == null ? null : at.toString());
  }

  private static void count(JsonGenerator json, String name, OptionalDouble value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, (long) value.getAsDouble());
    } else {
      json.writeNullField(name);
    }
  }
}
