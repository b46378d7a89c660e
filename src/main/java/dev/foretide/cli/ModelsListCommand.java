package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.ModelFormatException;
import dev.foretide.nn.Network;
import dev.foretide.stream.ModelTopic;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code models list}: one line per version. */
@Command(
    name = "list",
    description = "One line per version on the models topic; * marks the serving ones.",
    mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Override
  public Integer call() {
    ForetideConfig config = options.load();
    PrintWriter out = spec.commandLine().getOut();
    try (ModelTopic topic = new ModelTopic(config)) {
      if (topic.groups().isEmpty()) {
        out.println("No versions on " + config.topicNames().models() + ".");
      }
      for (String group : topic.groups()) {
        for (int version : topic.versions(group)) {
          String mark = version == topic.serving(group) ? "*" : " ";
          byte[] bytes = Objects.requireNonNull(topic.bytes(group, version));
          out.println("%s %s@%d  %s".formatted(mark, group, version, summary(bytes)));
        }
      }
    }
    out.flush();
    return Main.OK;
  }

  private static String summary(byte[] bytes) {
    try {
      Model model = ModelCodec.read(bytes);
      Map<String, String> facts = model.provenance();
      Network network = model.network();
      String from = facts.getOrDefault("trained.at", "-");
      return "%,9d bytes  %s  %s%s"
          .formatted(
              bytes.length,
              facts.containsKey("imported.at")
                  ? "imported %s from %s"
                      .formatted(facts.get("imported.at"), facts.get("imported.file"))
                  : "trained " + from,
              model.heads() == null ? "" : "linear heads, ",
              network == null ? "no network" : network.architecture());
    } catch (ModelFormatException e) {
      return "damaged: " + e.getMessage();
    }
  }
}
