package dev.foretide.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
  private static final String TOPIC = "readings";

  @TempDir Path directory;

  @Test
  void shouldKeepRecordsAndWaitForNoOldSessionWhenRestartedOnItsData() throws Exception {
    EmbeddedBroker.Settings settings = EmbeddedBroker.Settings.in(directory.resolve("data"));
    try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
      createTopic(broker, 1);
      produce(broker, "first");
      assertThat(consume(broker, 1)).containsExactly("first");
      assertThat(broker.faults()).isEmpty();
    }

    try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
      produce(broker, "second");

      assertThat(consume(broker, 2)).containsExactly("first", "second");
      // Its start waits for the session of its former life, by default ten seconds. How long a
      // start takes is measured by BrokerStartBenchmark.
      assertThat(sessionMillis(broker)).isLessThanOrEqualTo(1_500);
    }
  }

  @Test
  void shouldRefuseDirectoryWhenAnotherBrokerOfThisProcessUsesIt() {
    EmbeddedBroker.Settings settings =
        EmbeddedBroker.Settings.in(directory)
            .withAutoCreateTopics()
            .withOverrides(Map.of("num.partitions", "2"));
    try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
      assertThatThrownBy(() -> EmbeddedBroker.start(settings))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining(directory.getFileName().toString())
          .hasMessageContaining("in use");

      produce(broker, "still served, and the topic is created");

      assertThat(consume(broker, 1)).hasSize(1);
    }
    assertThatThrownBy(() -> EmbeddedBroker.start(settings.withNodes(3)))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("1 node(s), and 3 are asked for");
  }

  @Test
  void shouldShowFaultAndKeepJvmWhenTheBrokerAsksToHalt() {
    BrokerFaults faults = BrokerFaults.watch();

    assertThatThrownBy(() -> Exit.halt(1, "disk on fire"))
        .isInstanceOf(IllegalStateException.class);

    assertThat(faults.list()).singleElement().asString().contains("halt 1", "disk on fire");
    faults.forget();
  }

  @Test
  void shouldCloseWhenItsThreadIsInterrupted() {
    EmbeddedBroker.Settings settings = EmbeddedBroker.Settings.in(directory);
    EmbeddedBroker broker = EmbeddedBroker.start(settings);

    Thread.currentThread().interrupt();
    broker.close();

    assertThat(Thread.interrupted()).isTrue();
    EmbeddedBroker.start(settings).close();
  }

  @Test
  void shouldNamePortWhenItIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getByName("localhost"), 0));
      int port = taken.getLocalPort();

      assertThatThrownBy(
              () -> EmbeddedBroker.start(EmbeddedBroker.Settings.in(directory).withPort(port)))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("taken");
    }
  }

  @Test
  void shouldRefuseDataOfAnotherCluster() throws IOException {
    Path node = Files.createDirectories(directory.resolve("node-1"));
    Files.writeString(
        node.resolve("meta.properties"), "version=1\nnode.id=1\ncluster.id=somebody-elses\n");

    assertThatThrownBy(() -> EmbeddedBroker.start(EmbeddedBroker.Settings.in(directory)))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining(node.getFileName().toString())
        .hasMessageContaining("somebody-elses");
  }

  @Test
  void shouldRefuseDirectoryWhenItIsAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> EmbeddedBroker.start(EmbeddedBroker.Settings.in(file)))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining("not a writable directory");
  }

  @Test
  void shouldNameSettingWhenKafkaRefusesIt() {
    EmbeddedBroker.Settings settings =
        EmbeddedBroker.Settings.in(directory).withOverrides(Map.of("num.io.threads", "none"));

    assertThatThrownBy(() -> EmbeddedBroker.start(settings))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("num.io.threads");
  }

  @Test
  void shouldServeAllRecordsWhileOneOfThreeNodesIsStopped() throws Exception {
    EmbeddedBroker.Settings settings = EmbeddedBroker.Settings.in(directory).withNodes(3);
    try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
      createTopic(broker, 3);
      produce(broker, "with three");
      String addresses = broker.bootstrapServers();

      broker.stop(2);
      produce(broker, "with two");
      broker.start(2);

      assertThat(broker.bootstrapServers()).isEqualTo(addresses);
      assertThat(consume(broker, 2)).containsExactly("with three", "with two");
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> inSyncReplicas(broker) == 3);
      assertThat(broker.faults()).isEmpty();
    }
  }

  private static void createTopic(EmbeddedBroker broker, int replicas)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(clients(broker))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) replicas))).all().get();
    }
  }

  private static int sessionMillis(EmbeddedBroker broker)
      throws ExecutionException, InterruptedException {
    ConfigResource node = new ConfigResource(ConfigResource.Type.BROKER, "1");
    try (Admin admin = Admin.create(clients(broker))) {
      Config config = admin.describeConfigs(List.of(node)).all().get().get(node);
      return Integer.parseInt(config.get("broker.session.timeout.ms").value());
    }
  }

  private static int inSyncReplicas(EmbeddedBroker broker)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(clients(broker))) {
      return admin
          .describeTopics(List.of(TOPIC))
          .allTopicNames()
          .get()
          .get(TOPIC)
          .partitions()
          .get(0)
          .isr()
          .size();
    }
  }

  private static void produce(EmbeddedBroker broker, String value) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(clients(broker), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, value)).get();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError("record was not taken: " + value, e);
    }
  }

  private static List<String> consume(EmbeddedBroker broker, int atLeast) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(clients(broker), new StringDeserializer(), new StringDeserializer())) {
      // Assigned and not subscribed: no group to form, no offsets to keep.
      List<TopicPartition> all =
          consumer.partitionsFor(TOPIC).stream()
              .map(found -> new TopicPartition(found.topic(), found.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(found -> values.add(found.value()));
                return values.size() >= atLeast;
              });
    }
    return values;
  }

  private static Properties clients(EmbeddedBroker broker) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker.bootstrapServers());
    return properties;
  }
}
