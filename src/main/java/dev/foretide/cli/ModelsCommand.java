package dev.foretide.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code models}: the versions on the models topic, out to files and in from files. */
@Command(
    name = "models",
    description =
        "Looks at the versions on the models topic, writes them to files, takes others in.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsExportCommand.class,
      ModelsImportCommand.class
    })
final class ModelsCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Without an action: the help, as a usage error. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "An action is missing: list, show, export or import.");
  }
}
