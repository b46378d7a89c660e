package dev.foretide.bench;

import dev.foretide.config.ForetideConfig;
import dev.foretide.model.Model;
import dev.foretide.stream.cluster.Topics;
import dev.foretide.stream.models.ModelTopicClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A Kafka broker in a process of its own. Owned by one thread. */
final class BenchBroker implements AutoCloseable {
  private static final int PARTITIONS = 4;
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  /** Behind the id of an application, of the changelog of its series. */
  private static final String CHANGELOG = "-series-changelog";

  private final Process process;
  private final String servers;

  /**
   * Starts it, and waits until it answers.
   *
   * @param foretide command line of {@code foretide}, to which a command is added
   * @param directory of its data
   */
  BenchBroker(List<String> foretide, Path directory) throws IOException, InterruptedException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    servers = "localhost:" + port;
    List<String> command = new ArrayList<>(foretide);
    command.addAll(
        List.of("broker", "--port", Integer.toString(port), "--dir", directory.toString()));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "bench-broker"));
    awaitAnswer();
  }

  private void awaitAnswer() throws InterruptedException {
    try (Admin admin = admin()) {
      admin.describeCluster().nodes().get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new KafkaException("the broker of the benchmark did not start", e);
    }
  }

  String servers() {
    return servers;
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", servers));
  }

  void createReadings(String topic) throws InterruptedException {
    create(topic, Map.of());
  }

  private void create(String topic, Map<String, String> settings) throws InterruptedException {
    NewTopic wanted = new NewTopic(topic, PARTITIONS, (short) 1).configs(settings);
    try (Admin admin = admin()) {
      admin.createTopics(List.of(wanted)).all().get();
      awaitTopic(admin, topic);
    } catch (ExecutionException e) {
      throw new KafkaException("topic " + topic, e);
    }
  }

  /** Creates what an application needs, lets a model serve it, and makes all series known to it. */
  void prepare(ForetideConfig config, Model model, WarmStates states, int series)
      throws InterruptedException {
    try (Admin admin = admin()) {
      new Topics(config, admin).create();
      awaitTopic(admin, config.topicNames().models());
    }
    try (ModelTopicClient models = new ModelTopicClient(config)) {
      models.publish(model.group(), version -> model, true);
    }
    String changelog = config.applicationId() + CHANGELOG;
    create(changelog, Map.of("cleanup.policy", "compact"));
    states.write(servers, changelog, series);
  }

  /** A topic is created a moment before the broker answers for it. */
  private static void awaitTopic(Admin admin, String topic) throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (true) {
      try {
        admin.describeTopics(List.of(topic)).allTopicNames().get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw new KafkaException("topic " + topic, e);
        }
        Thread.sleep(50);
      }
    }
  }

  /** Bytes on the broker's disk of the changelog of an application's series. */
  long changelogBytes(ForetideConfig config) throws InterruptedException {
    String changelog = config.applicationId() + CHANGELOG;
    try (Admin admin = admin()) {
      List<Integer> nodes =
          admin.describeCluster().nodes().get().stream().map(node -> node.id()).toList();
      return admin.describeLogDirs(nodes).allDescriptions().get().values().stream()
          .flatMap(directories -> directories.values().stream())
          .flatMap(directory -> directory.replicaInfos().entrySet().stream())
          .filter(replica -> replica.getKey().topic().equals(changelog))
          .mapToLong(replica -> replica.getValue().size())
          .sum();
    } catch (ExecutionException e) {
      throw new KafkaException("sizes of topics", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
