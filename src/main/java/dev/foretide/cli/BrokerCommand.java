package dev.foretide.cli;

import dev.foretide.demo.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code broker}: the embedded broker alone, for development. */
@Command(
    name = "broker",
    description = "Runs a single-node Kafka broker inside this JVM, for development.",
    mixinStandardHelpOptions = true)
final class BrokerCommand implements Callable<Integer> {
  private static final String PARTITIONS = "2";

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "9092",
      converter = PortConverter.class,
      description = "Port (default ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--dir",
      defaultValue = "foretide-broker",
      description = "Directory of the data (default ${DEFAULT-VALUE}).")
  private Path directory;

  @Override
  public Integer call() throws InterruptedException {
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            EmbeddedBroker.Settings.in(directory)
                .withPort(port)
                .withAutoCreateTopics()
                .withOverrides(Map.of("num.partitions", PARTITIONS)));
    CountDownLatch end = new CountDownLatch(1);
    Shutdown.onSignal(
        () -> {
          broker.close();
          end.countDown();
        });
    spec.commandLine()
        .getOut()
        .println("Kafka broker at %s, data in %s".formatted(broker.bootstrapServers(), directory));
    spec.commandLine().getOut().flush();
    end.await();
    return ExitCode.OK;
  }
}
