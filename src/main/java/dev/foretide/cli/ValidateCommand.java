package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code validate}: all faults of a configuration at once. */
@Command(
    name = "validate",
    description =
        "Checks a configuration and reports all its faults; exit code 1 if there are any.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Option(names = "--print", description = "Prints what is in force, secrets masked.")
  private boolean print;

  @Override
  public Integer call() {
    ForetideConfig config = options.load();
    var out = spec.commandLine().getOut();
    if (print) {
      config.effective().forEach((key, value) -> out.println(key + "=" + value));
    } else {
      out.println("The configuration is valid.");
    }
    out.flush();
    return ExitCode.OK;
  }
}
