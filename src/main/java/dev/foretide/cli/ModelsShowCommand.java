package dev.foretide.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.foretide.config.ForetideConfig;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.nn.Tensor;
import dev.foretide.stream.models.ExpectedShape;
import dev.foretide.stream.models.ModelTopicClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code models show}: everything that one version says of itself. */
@Command(
    name = "show",
    description = "What a version was made for, where it comes from, and its tensors.",
    mixinStandardHelpOptions = true)
final class ModelsShowCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options;
  @Mixin private ModelOutput output;

  @Parameters(
      arity = "0..1",
      paramLabel = "GROUP[@VERSION]",
      description = "Default: the serving version.")
  private @Nullable String name;

  @Override
  public Integer call() {
    ForetideConfig config = options.load();
    try (ModelTopicClient topic = new ModelTopicClient(config)) {
      ModelReference found = ModelReference.find(topic, config, name);
      Model model = found.model();
      ModelSummary summary = ModelSummary.of(found, topic, new ExpectedShape(config));
      output.printObject(
          text(summary, model),
          json -> {
            summary.writeTo(json);
            details(json, model);
          });
    }
    return ExitCode.OK;
  }

  private static String text(ModelSummary summary, Model model) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, %,d bytes%s"
            .formatted(
                summary.reference(),
                summary.reference().bytes().length,
                summary.serving() ? ", serving" : ""));
    if (summary.fault() != null) {
      lines.add("  cannot serve: " + summary.fault());
    }
    ModelCodec.metadata(model)
        .forEach((key, value) -> lines.add("  %-32s %s".formatted(key, value)));
    tensors(model).forEach(tensor -> lines.add("  " + tensor));
    return String.join(System.lineSeparator(), lines);
  }

  private static void details(JsonGenerator json, Model model) throws IOException {
    json.writeObjectFieldStart("metadata");
    for (Map.Entry<String, String> entry : ModelCodec.metadata(model).entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
    json.writeObjectFieldStart("tensors");
    for (Tensor tensor : tensors(model)) {
      json.writeFieldName(tensor.name());
      json.writeArray(tensor.shape(), 0, tensor.shape().length);
    }
    json.writeEndObject();
  }

  private static List<Tensor> tensors(Model model) {
    List<Tensor> tensors = new ArrayList<>(ModelCodec.headTensors(model));
    if (model.network() != null) {
      tensors.addAll(model.network().parameters());
    }
    return tensors;
  }
}
