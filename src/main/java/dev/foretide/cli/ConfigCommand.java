package dev.foretide.cli;

import dev.foretide.config.ConfigTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code config}: every key. */
@Command(
    name = "config",
    description = "Prints every key with type, default and meaning.",
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--markdown", description = "As a Markdown table.")
  private boolean markdown;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(markdown ? ConfigTable.markdown() : ConfigTable.text());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
