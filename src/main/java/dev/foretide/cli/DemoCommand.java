package dev.foretide.cli;

import dev.foretide.config.Durations;
import dev.foretide.config.ForetideConfig;
import dev.foretide.config.Keys;
import dev.foretide.demo.DemoFeed;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.demo.ScoreBoard;
import dev.foretide.demo.TemporaryDirectory;
import dev.foretide.stream.cluster.ClientSettings;
import dev.foretide.stream.cluster.Role;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: broker, readings, forecaster and page in one process. */
@Command(
    name = "demo",
    description =
        "A real Kafka broker inside this JVM, live telemetry of this host and a simulated plant as"
            + " readings, the forecaster and the live page.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final Duration PROGRESS = Duration.ofSeconds(5);

  private final CountDownLatch stopped = new CountDownLatch(1);

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "8080",
      converter = PortConverter.class,
      description = "Port of the live page (default ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--duration",
      paramLabel = "2m",
      description = "How long to run (default: until Ctrl-C).")
  private @Nullable String duration;

  @Option(names = "--headless", description = "Prints a progress line every five seconds.")
  private boolean headless;

  @Option(
      names = "--dir",
      description = "Directory of broker and state (default: a temporary one, removed at the end).")
  private @Nullable Path directory;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration length = length();
    boolean temporary = directory == null;
    Path home = directory == null ? TemporaryDirectory.create("demo") : directory;
    CountDownLatch done = new CountDownLatch(1);
    Shutdown.onSignal(
        () -> {
          stop();
          try {
            done.await(9, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try {
      run(home, length);
    } finally {
      if (temporary) {
        TemporaryDirectory.delete(home);
      }
      done.countDown();
    }
    return ExitCode.OK;
  }

  /** Ends it as Ctrl-C does; from any thread. */
  void stop() {
    stopped.countDown();
  }

  private @Nullable Duration length() {
    try {
      return duration == null ? null : Durations.parse(duration);
    } catch (IllegalArgumentException e) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "--duration " + duration + ": " + e.getMessage(), e);
    }
  }

  private void run(Path home, @Nullable Duration length) throws InterruptedException {
    say("Starting a Kafka broker in " + home);
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(EmbeddedBroker.Settings.in(home.resolve("broker")))) {
      ForetideConfig config = config(broker.bootstrapServers(), home);
      Instant liveFrom = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      Map<String, Object> client = ClientSettings.client(config);
      DemoFeed.createTopic(config.topicNames().readings(), client);
      try (Application application = new Application(config, Role.ALL)) {
        application.start();
        say("Broker at " + broker.bootstrapServers());
        say("Live page at http://localhost:" + application.port() + "/");
        try (ScoreBoard board = new ScoreBoard(config.topicNames().scores(), client, liveFrom);
            DemoFeed feed = new DemoFeed(config.topicNames().readings(), client, liveFrom)) {
          say(
              "%,d readings of the plant's past sent; live readings every second"
                  .formatted(feed.sendPast()));
          feed.start();
          watch(application, board, length);
          say(board.table());
        }
      }
    }
  }

  private ForetideConfig config(String bootstrapServers, Path home) {
    Map<String, String> settings = new TreeMap<>(DemoFeed.SETTINGS);
    settings.put(Keys.BOOTSTRAP_SERVERS, bootstrapServers);
    settings.put(Keys.STATE_DIR, home.resolve("state").toString());
    settings.put(Keys.HTTP_PORT, Integer.toString(port));
    return new ForetideConfig(settings);
  }

  private void watch(Application application, ScoreBoard board, @Nullable Duration length)
      throws InterruptedException {
    long began = System.nanoTime();
    while (true) {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
      Duration left = length == null ? PROGRESS : length.minus(elapsed);
      if (left.isNegative() || left.isZero()) {
        return;
      }
      long pause = Math.min(left.toMillis(), PROGRESS.toMillis());
      if (stopped.await(pause, TimeUnit.MILLISECONDS)) {
        return;
      }
      if (headless) {
        progress(application, board, Duration.ofNanos(System.nanoTime() - began));
      }
    }
  }

  private void progress(Application application, ScoreBoard board, Duration elapsed) {
    String versions =
        new TreeMap<>(application.streams().models().groups())
            .entrySet().stream()
                .filter(group -> group.getValue().serving() != null)
                .map(group -> group.getKey() + "@" + group.getValue().serving().version())
                .collect(Collectors.joining(" "));
    say(
        "%3d s  readings %,d  forecasts %,d  models %s  %s"
            .formatted(
                elapsed.toSeconds(),
                application.streams().metrics().totalReadings(),
                application.streams().metrics().totalForecasts(),
                versions.isEmpty() ? "-" : versions,
                board.summary()));
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
