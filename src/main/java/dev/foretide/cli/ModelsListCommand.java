package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.stream.models.ExpectedShape;
import dev.foretide.stream.models.ModelTopicClient;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code models list}: one line per version. */
@Command(
    name = "list",
    description = {
      "One line per version on the models topic; * marks the serving ones.",
      "MSE/naive: error on the newest holdout, below 1 is better than naive."
    },
    mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options;
  @Mixin private ModelOutput output;

  @Override
  public Integer call() {
    ForetideConfig config = options.load();
    ExpectedShape shape = new ExpectedShape(config);
    try (ModelTopicClient topic = new ModelTopicClient(config)) {
      List<ModelSummary> versions =
          ModelReference.all(topic).stream()
              .map(reference -> ModelSummary.of(reference, topic, shape))
              .toList();
      output.print(
          versions.isEmpty()
              ? "No versions on " + config.topicNames().models() + "."
              : table(versions),
          json -> {
            json.writeStartArray();
            for (ModelSummary version : versions) {
              json.writeStartObject();
              version.writeTo(json);
              json.writeEndObject();
            }
            json.writeEndArray();
          });
    }
    return ExitCode.OK;
  }

  private static String table(List<ModelSummary> versions) {
    int width =
        versions.stream()
            .mapToInt(version -> version.reference().toString().length())
            .max()
            .orElse(1);
    return versions.stream()
        .map(
            version ->
                ("%s %-" + width + "s %s")
                    .formatted(version.serving() ? "*" : " ", version.reference(), version.text()))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
