package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.stream.models.ModelTopicClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code models retrain}: asks the trainer of a group for a full training. */
@Command(
    name = "retrain",
    description = "Asks the trainer of a group for a full training, ahead of its schedule.",
    mixinStandardHelpOptions = true)
final class ModelsRetrainCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options;
  @Mixin private ModelOutput output;

  @Parameters(arity = "0..1", paramLabel = "GROUP", description = "Default: the only group.")
  private @Nullable String name;

  @Override
  public Integer call() {
    ForetideConfig config = options.load();
    ForetideConfig.Topics topics = config.topicNames();
    try (ModelTopicClient topic = new ModelTopicClient(config)) {
      String group = ModelReference.group(topic, config, name);
      topic.requestTraining(group);
      int newest = topic.versions(group).get(topic.versions(group).size() - 1);
      output.printObject(
          "Training of group %s requested on %s. 'models list' shows what comes of it after %s@%d, on %s."
              .formatted(group, topics.history(), group, newest, topics.models()),
          json -> {
            json.writeStringField("group", group);
            json.writeStringField("requestedOn", topics.history());
            json.writeStringField("watch", topics.models());
            json.writeNumberField("newest", newest);
          });
    }
    return ExitCode.OK;
  }
}
