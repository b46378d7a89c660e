package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.stream.models.ModelTopicClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code models rollback}: lets the version before the serving one serve again. */
@Command(
    name = "rollback",
    description = {
      "Lets the newest version before the serving one serve again, on every running instance.",
      "Passed over are those that the gate has rejected, that are damaged or of another shape."
    },
    mixinStandardHelpOptions = true)
final class ModelsRollbackCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options;
  @Mixin private ModelOutput output;

  @Parameters(arity = "0..1", paramLabel = "GROUP", description = "Default: the only group.")
  private @Nullable String name;

  @Override
  public Integer call() {
    ForetideConfig config = options.load();
    try (ModelTopicClient topic = new ModelTopicClient(config)) {
      String group = ModelReference.group(topic, config, name);
      int before = ModelReference.serving(topic, group);
      int version = rollback(topic, group);
      output.printObject(
          "%s@%d serves again, before it %s@%d".formatted(group, version, group, before),
          json -> {
            json.writeStringField("group", group);
            json.writeNumberField("version", version);
            json.writeNumberField("previous", before);
          });
    }
    return ExitCode.OK;
  }

  private static int rollback(ModelTopicClient topic, String group) {
    try {
      return topic.rollback(group);
    } catch (IllegalStateException e) {
      throw new WrongInputException(
          "group %s has nothing to go back to: %s; on the topic are %s"
              .formatted(group, e.getMessage(), topic.versions(group)),
          e);
    }
  }
}
