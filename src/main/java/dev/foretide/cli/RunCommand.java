package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.stream.cluster.Role;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: the forecaster against a Kafka of the user's. */
@Command(
    name = "run",
    description = "Runs the forecaster against your Kafka.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Mixin private ConfigOptions options;

  @Option(
      names = "--role",
      paramLabel = "all|evaluator|trainer",
      defaultValue = "all",
      description = "Which part this instance runs (default ${DEFAULT-VALUE}).")
  private Role role;

  @Override
  public Integer call() throws InterruptedException {
    ForetideConfig config = options.load();
    config.effective().forEach((key, value) -> LOG.info("{}={}", key, value));
    try (Application application = new Application(config, role)) {
      Shutdown.onSignal(application::close);
      try {
        application.start();
      } catch (InterruptedException e) {
        return ExitCode.OK; // asked to end while it waited for Kafka
      }
      LOG.info("Live page at {}", application.page());
      return application.streams().awaitEnd() ? ExitCode.OK : ExitCode.BUG;
    }
  }
}
