package dev.foretide.cli;

import dev.foretide.config.ConfigFaultsException;
import dev.foretide.csv.CsvFormatException;
import dev.foretide.demo.BrokerStartException;
import dev.foretide.demo.ReplayFailedException;
import dev.foretide.http.HttpBindException;
import dev.foretide.http.HttpTlsException;
import dev.foretide.schema.SchemaRegistryException;
import dev.foretide.stream.cluster.RoleConflictException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Entry point. */
@Command(
    name = "foretide",
    description = "A streaming forecaster for Kafka.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      BrokerCommand.class,
      ReplayCommand.class,
      BacktestCommand.class,
      ConfigCommand.class,
      ValidateCommand.class,
      TopicsCommand.class,
      ModelsCommand.class,
      BenchCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Without a command: the help, as a usage error. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "A command is missing.");
  }

  /** Version of the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"foretide " + (version == null ? "(development)" : version)};
    }
  }

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs one command; returns its exit code. */
  public static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::onException);
  }

  private static int onException(Exception e, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    if (e instanceof ConfigFaultsException faults) {
      faults.faults().forEach(fault -> err.println("configuration: " + fault));
    } else if (e instanceof NoSuchFileException) {
      err.println(e.getMessage() + ": no such file");
    } else if (isInputFault(e)) {
      err.println(e.getMessage());
    } else if (e instanceof KafkaException) {
      err.println("Kafka: " + withRoot(e));
    } else {
      err.println("This is a bug in Foretide; please report it with the lines below.");
      e.printStackTrace(err);
      err.flush();
      return ExitCode.BUG;
    }
    err.flush();
    return ExitCode.WRONG_INPUT;
  }

  private static boolean isInputFault(Exception e) {
    return e instanceof BrokerStartException
        || e instanceof HttpBindException
        || e instanceof HttpTlsException
        || e instanceof CsvFormatException
        || e instanceof ReplayFailedException
        || e instanceof RoleConflictException
        || e instanceof SchemaRegistryException
        || e instanceof WrongInputException
        || e instanceof IOException;
  }

  /** What failed, and why at the bottom of it. */
  private static String withRoot(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root == e ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + root.getMessage();
  }
}
