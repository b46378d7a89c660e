package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.model.Model;
import dev.foretide.model.Provenance;
import dev.foretide.stream.models.ExpectedShape;
import dev.foretide.stream.models.ModelTopicClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models promote}: lets a version serve that the operator has chosen. */
@Command(
    name = "promote",
    description = {
      "Lets a version serve on every running instance, whatever the gate made of it.",
      "The next trainings go on and may replace it."
    },
    mixinStandardHelpOptions = true)
final class ModelsPromoteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private ModelOutput output;

  @Parameters(paramLabel = "GROUP@VERSION", description = "The version.")
  private String name;

  @Override
  public Integer call() {
    if (!ModelReference.isVersioned(name)) {
      throw new ParameterException(
          spec.commandLine(), "GROUP@VERSION is '" + name + "', must be such as default@3");
    }
    ForetideConfig config = options.load();
    try (ModelTopicClient topic = new ModelTopicClient(config)) {
      ModelReference found = ModelReference.find(topic, config, name);
      Model model = found.model();
      new ExpectedShape(config)
          .fault(found.group(), model.shape())
          .ifPresent(
              fault -> {
                throw new WrongInputException(
                    "%s does not fit this configuration: %s".formatted(found, fault));
              });
      int before = topic.serving(found.group());
      if (before != found.version()) {
        topic.serve(found.group(), found.version());
      }
      Provenance from = model.provenance();
      output.printObject(
          text(found, before, from),
          json -> {
            found.writeTo(json);
            json.writeObjectField("previous", before == 0 ? null : before);
            json.writeBooleanField("changed", before != found.version());
            json.writeStringField("outcome", from.outcome());
          });
    }
    return ExitCode.OK;
  }

  private static String text(ModelReference found, int before, Provenance from) {
    if (before == found.version()) {
      return found + " serves already";
    }
    return "%s serves from now on%s%s"
        .formatted(
            found,
            before == 0 ? "" : ", before it %s@%d".formatted(found.group(), before),
            from.isRejected() ? "; the gate had rejected it: " + from.text("training.reason") : "");
  }
}
