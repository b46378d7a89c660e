package dev.foretide.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.cli.Commands.Result;
import dev.foretide.demo.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that talk to Kafka and end by themselves. */
class TopicsAndReplayIT {
  @TempDir static Path brokerDirectory;
  @TempDir Path directory;
  private static EmbeddedBroker broker;
  private static Admin admin;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(EmbeddedBroker.Settings.in(brokerDirectory));
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  private static Result topics(String action, String application) {
    return Commands.run(
        "topics",
        action,
        "--set",
        "bootstrap.servers=" + broker.bootstrapServers(),
        "--set",
        "application.id=" + application,
        "--set",
        "readings.topic=" + application + "-readings");
  }

  private static void create(String topic, int partitions) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
  }

  @Test
  void shouldSayWhatIsMissingAndHowToCreateIt() {
    Result result = topics("check", "missing");

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.errLines())
        .hasSize(6)
        .allMatch(line -> line.startsWith("topic missing-"))
        .allMatch(line -> line.contains("kafka-topics.sh --bootstrap-server localhost:"));
    assertThat(result.errLines().get(0))
        .contains("missing-readings is missing and yours to create");
  }

  @Test
  void shouldCreateItsTopicsOnceAndNeverTheReadings() throws Exception {
    create("made-readings", 3);

    Result first = topics("create", "made");
    Result second = topics("create", "made");

    assertThat(first.exit()).isZero();
    assertThat(first.out())
        .contains("made-forecasts", "made-scores", "made-models", "made-history", "made-dlq")
        .doesNotContain("made-readings");
    assertThat(second.exit()).isZero();
    assertThat(second.out()).isEqualToIgnoringNewLines("All topics exist.");
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(topics("check", "made"))
                    .isEqualTo(
                        new Result(
                            0, "All topics are as they must be." + System.lineSeparator(), "")));
    Collection<TopicDescription> described =
        admin
            .describeTopics(List.of("made-forecasts", "made-models"))
            .allTopicNames()
            .get()
            .values();
    assertThat(described)
        .extracting(TopicDescription::name, topic -> topic.partitions().size())
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("made-forecasts", 3),
            org.assertj.core.groups.Tuple.tuple("made-models", 1));
  }

  @Test
  void shouldSayThatTheReadingsAreMissingAfterCreatingTheRest() {
    Result result = topics("create", "bare");

    assertThat(result.exit()).isZero();
    assertThat(result.out()).contains("Created ", "topic bare-readings is missing");
    assertThat(topics("check", "bare").exit()).isEqualTo(1);
  }

  @Test
  void shouldNameASettingThatIsWrongAndTheCommandThatRepairsIt() throws Exception {
    create("wrong-readings", 1);
    topics("create", "wrong");
    ConfigResource models = new ConfigResource(ConfigResource.Type.TOPIC, "wrong-models");
    admin
        .incrementalAlterConfigs(
            Map.of(
                models,
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET))))
        .all()
        .get();

    Awaitility.await().until(() -> topics("check", "wrong").errLines().size() == 1);

    assertThat(topics("check", "wrong").err())
        .startsWith(
            "topic wrong-models has cleanup.policy=delete, must be compact: kafka-configs.sh")
        .contains(
            "--alter --entity-type topics --entity-name wrong-models --add-config cleanup.policy=compact");
  }

  @Test
  void shouldReplayAFileIntoTheReadings() throws Exception {
    create("replayed", 1);
    Path csv =
        Files.writeString(
            directory.resolve("boilers.csv"),
            """
            date,sensor,temperature,note
            2026-01-01 00:00:00,a,20.5,ok
            2026-01-01 00:00:00,b,30,ok
            2026-01-01 00:01:00,a,,gone
            2026-01-01 00:02:00,a,21,ok
            """);

    Result result =
        Commands.run(
            "replay",
            csv.toString(),
            "--topic",
            "replayed",
            "--series",
            "sensor",
            "--time",
            "date",
            "--columns",
            "temperature",
            "--set",
            "bootstrap.servers=" + broker.bootstrapServers());

    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out()).startsWith("4 rows, 3 readings sent in ");
    List<ConsumerRecord<String, String>> readings = read("replayed", 3);
    assertThat(readings).extracting(ConsumerRecord::key).containsExactly("a", "b", "a");
    assertThat(readings)
        .extracting(ConsumerRecord::value)
        .containsExactly("{\"temperature\":20.5}", "{\"temperature\":30}", "{\"temperature\":21}");
    assertThat(Instant.ofEpochMilli(readings.get(2).timestamp()))
        .isEqualTo(Instant.parse("2026-01-01T00:02:00Z"));
  }

  @Test
  void shouldNameTheLineOfAFileThatIsWrong() throws Exception {
    create("halted", 1);
    Path csv = directory.resolve("broken.csv");
    Files.write(csv, "time,value\n2026-01-01T00:00:00Z,1\nnever,2\n".getBytes(UTF_8));

    Result result =
        Commands.run(
            "replay",
            csv.toString(),
            "--topic",
            "halted",
            "--set",
            "bootstrap.servers=" + broker.bootstrapServers());

    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.errLines())
        .last()
        .asString()
        .contains("broken.csv")
        .contains("3")
        .contains("never");
    assertThat(result.err()).doesNotContain("\tat ");
  }

  private static List<ConsumerRecord<String, String>> read(String topic, int count) {
    List<ConsumerRecord<String, String>> found = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Awaitility.await()
          .pollInSameThread()
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
                return found.size() >= count;
              });
    }
    return found;
  }
}
