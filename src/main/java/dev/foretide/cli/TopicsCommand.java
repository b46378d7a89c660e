package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.stream.cluster.ClientSettings;
import dev.foretide.stream.cluster.SchemaCheck;
import dev.foretide.stream.cluster.Topics;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code topics}: creates or checks the topics that Foretide owns. */
@Command(
    name = "topics",
    description = "Creates the topics that Foretide owns, or checks all that it needs.",
    mixinStandardHelpOptions = true)
final class TopicsCommand implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 15_000;

  enum Action {
    CREATE,
    CHECK
  }

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Parameters(paramLabel = "create|check", description = "What to do.")
  private Action action;

  @Override
  public Integer call() throws InterruptedException {
    ForetideConfig config = options.load();
    Map<String, Object> settings = new HashMap<>(ClientSettings.client(config));
    settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS / 3);
    PrintWriter out = spec.commandLine().getOut();
    try (Admin admin = Admin.create(settings)) {
      Topics topics = new Topics(config, admin);
      if (action == Action.CREATE) {
        List<String> created = topics.create();
        out.println(
            created.isEmpty() ? "All topics exist." : "Created " + String.join(", ", created));
        topics
            .readingsPartitions()
            .ifPresentOrElse(p -> {}, () -> out.println(topics.missingReadings()));
        return ExitCode.OK;
      }
      List<String> faults = new ArrayList<>(topics.check());
      faults.addAll(SchemaCheck.faults(config));
      faults.forEach(spec.commandLine().getErr()::println);
      if (faults.isEmpty()) {
        out.println("All topics are as they must be.");
      }
      return faults.isEmpty() ? ExitCode.OK : ExitCode.WRONG_INPUT;
    } catch (TimeoutException e) {
      throw new KafkaException(config.stream().bootstrapServers() + " does not answer", e);
    } finally {
      out.flush();
      spec.commandLine().getErr().flush();
    }
  }
}
