package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.nn.Tensor;
import dev.foretide.stream.ModelTopic;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code models show}: everything that one version says of itself. */
@Command(
    name = "show",
    description = "What a version was made for, where it comes from, and its tensors.",
    mixinStandardHelpOptions = true)
final class ModelsShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "GROUP[@VERSION]",
      description = "Default: the serving version.")
  private @Nullable String name;

  @Override
  public Integer call() {
    ForetideConfig config = options.load();
    PrintWriter out = spec.commandLine().getOut();
    try (ModelTopic topic = new ModelTopic(config)) {
      ModelReference found = ModelReference.find(topic, config, name);
      Model model = found.model();
      boolean serves = topic.serving(found.group()) == found.version();
      out.println(
          "%s@%d, %,d bytes%s"
              .formatted(
                  found.group(), found.version(), found.bytes().length, serves ? ", serving" : ""));
      ModelCodec.metadata(model)
          .forEach((key, value) -> out.println("  %-32s %s".formatted(key, value)));
      for (Tensor tensor : ModelCodec.headTensors(model)) {
        out.println("  " + tensor);
      }
      if (model.network() != null) {
        for (Tensor tensor : model.network().parameters()) {
          out.println("  " + tensor);
        }
      }
    }
    out.flush();
    return Main.OK;
  }
}
