package dev.foretide.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.foretide.http.ProvenanceJson;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.ModelFormatException;
import dev.foretide.model.Provenance;
import dev.foretide.nn.Network;
import dev.foretide.stream.models.ExpectedShape;
import dev.foretide.stream.models.ModelTopicClient;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A version in a few words, also where its bytes are damaged.
 *
 * @param model null when the bytes are damaged
 * @param fault why it cannot serve, or null
 */
record ModelSummary(
    ModelReference reference, boolean serving, @Nullable Model model, @Nullable String fault) {

  static ModelSummary of(ModelReference reference, ModelTopicClient topic, ExpectedShape shape) {
    boolean serving = topic.serving(reference.group()) == reference.version();
    try {
      Model model = ModelCodec.read(reference.bytes());
      String fault = shape.fault(reference.group(), model.shape()).orElse(null);
      return new ModelSummary(reference, serving, model, fault);
    } catch (ModelFormatException e) {
      return new ModelSummary(reference, serving, null, "damaged: " + e.getMessage());
    }
  }

  private Provenance provenance() {
    return model == null ? Provenance.NONE : model.provenance();
  }

  /** What the version has to say for people, without its name. */
  String text() {
    String size = "%,11d bytes".formatted(reference.bytes().length);
    if (model == null) {
      return size + "  " + fault;
    }
    return "%s  %-8s  %-20s  %s  %s%s"
        .formatted(
            size,
            provenance().outcome(),
            when(),
            error(),
            parts(),
            fault == null ? "" : "; cannot serve: " + fault);
  }

  private String when() {
    Provenance from = provenance();
    if (from.importedAt() != null) {
      return seconds(from.importedAt()) + " from " + from.text("imported.file");
    }
    return from.trainedAt() == null ? "-" : seconds(from.trainedAt());
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private String error() {
    Map<String, Double> holdout = provenance().holdout();
    Double error = holdout.getOrDefault("lstm", holdout.get("linear"));
    return error == null ? "MSE/naive -    " : String.format(Locale.ROOT, "MSE/naive %.3f", error);
  }

  private String parts() {
    Model known = Objects.requireNonNull(model);
    Network network = known.network();
    return (known.heads() == null ? "" : "linear heads, ")
        + (network == null ? "no network" : network.architecture());
  }

  /** Writes everything into the JSON object that is open; what is not known is null. */
  void writeTo(JsonGenerator json) throws IOException {
    reference.writeTo(json);
    json.writeBooleanField("serving", serving);
    json.writeNumberField("bytes", reference.bytes().length);
    json.writeStringField("fault", fault);
    Network network = model == null ? null : model.network();
    json.writeStringField("network", network == null ? null : network.architecture().toString());
    json.writeBooleanField("heads", model != null && model.heads() != null);
    ProvenanceJson.write(json, provenance());
  }
}
