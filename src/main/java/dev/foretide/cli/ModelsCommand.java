package dev.foretide.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code models}: looks at and steers the versions on the models topic. */
@Command(
    name = "models",
    description =
        "Looks at the versions on the models topic, says which serves, takes them out and in.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsExportCommand.class,
      ModelsImportCommand.class,
      ModelsPromoteCommand.class,
      ModelsRollbackCommand.class,
      ModelsRetrainCommand.class
    })
final class ModelsCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Without an action: the help, as a usage error. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "An action is missing: list, show, export, import, promote, rollback or retrain.");
  }
}
