package dev.foretide.stream;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.Keys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The topics: creates those that Foretide owns, checks all. The readings topic is the user's and is
 * never created.
 */
public final class Topics {
  private static final int HISTORY_PARTITIONS = 4;
  private static final long HISTORY_RETENTION_MILLIS = 24 * 3_600_000L;

  private final ForetideConfig config;
  private final ForetideConfig.Topics names;
  private final Admin admin;

  public Topics(ForetideConfig config, Admin admin) {
    this.config = config;
    this.names = config.topicNames();
    this.admin = admin;
  }

  /** What a topic must be like. Partitions 0: the broker's default. */
  private record Wanted(String name, int partitions, Map<String, String> settings) {}

  private List<Wanted> wanted(int readingsPartitions) {
    List<Wanted> wanted = new ArrayList<>();
    wanted.add(new Wanted(names.forecasts(), readingsPartitions, Map.of()));
    wanted.add(new Wanted(names.scores(), readingsPartitions, Map.of()));
    wanted.add(new Wanted(names.dlq(), 1, Map.of()));
    wanted.add(
        new Wanted(
            names.history(),
            HISTORY_PARTITIONS,
            Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(HISTORY_RETENTION_MILLIS))));
    wanted.add(
        new Wanted(
            names.models(),
            1,
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(ClientSettings.LARGEST_MESSAGE))));
    if (!config.text(Keys.READINGS_SERIES).isEmpty()) {
      wanted.add(new Wanted(names.readingsBySeries(), readingsPartitions, Map.of()));
    }
    return wanted;
  }

  /** Partitions of the readings topic; empty when it does not exist. */
  public Optional<Integer> readingsPartitions() throws InterruptedException {
    return Optional.ofNullable(describe(Set.of(names.readings())).get(names.readings()))
        .map(topic -> topic.partitions().size());
  }

  /**
   * Creates the topics of Foretide that are missing.
   *
   * @return names of those created
   * @throws KafkaException when Kafka refuses
   */
  public List<String> create() throws InterruptedException {
    int partitions = readingsPartitions().orElse(0);
    List<String> created = new ArrayList<>();
    for (Wanted topic : missing(wanted(partitions))) {
      NewTopic request =
          new NewTopic(
                  topic.name(),
                  topic.partitions() == 0 ? Optional.empty() : Optional.of(topic.partitions()),
                  replicationFactor())
              .configs(topic.settings());
      try {
        admin.createTopics(List.of(request)).all().get();
        created.add(topic.name());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw asKafka(e);
        }
      }
    }
    return created;
  }

  /** Names of Foretide's topics that Kafka does not know, or not yet. */
  List<String> missing() throws InterruptedException {
    return missing(wanted(0)).stream().map(Wanted::name).toList();
  }

  private List<Wanted> missing(List<Wanted> wanted) throws InterruptedException {
    Set<String> all = new TreeSet<>();
    wanted.forEach(topic -> all.add(topic.name()));
    Set<String> there = describe(all).keySet();
    return wanted.stream().filter(topic -> !there.contains(topic.name())).toList();
  }

  /** What is wrong, each with the command that repairs it; empty when all is well. */
  public List<String> check() throws InterruptedException {
    List<String> faults = new ArrayList<>();
    if (readingsPartitions().isEmpty()) {
      faults.add(missingReadings());
    }
    for (Wanted topic : missing(wanted(readingsPartitions().orElse(0)))) {
      faults.add(
          "topic %s is missing: bin/foretide topics create, or %s"
              .formatted(topic.name(), createCommand(topic)));
    }
    faults.addAll(wrongSettings());
    return faults;
  }

  /** Settings of existing topics that are not as they must be. */
  public List<String> wrongSettings() throws InterruptedException {
    List<String> faults = new ArrayList<>();
    List<Wanted> wanted = wanted(0);
    List<Wanted> missing = missing(wanted);
    for (Wanted topic : wanted) {
      if (!missing.contains(topic)) {
        checkSettings(topic, faults);
      }
    }
    return faults;
  }

  private Optional<Short> replicationFactor() {
    String given = config.kafka().get(StreamsConfig.REPLICATION_FACTOR_CONFIG);
    try {
      return Optional.ofNullable(given).map(Short::valueOf);
    } catch (NumberFormatException e) {
      throw new KafkaException(
          "kafka.replication.factor is " + given + ", must be a whole number", e);
    }
  }

  /** The line that says how to create the readings topic. */
  public String missingReadings() {
    return "topic %s is missing and yours to create: kafka-topics.sh --bootstrap-server %s --create --topic %s --partitions 4"
        .formatted(names.readings(), config.text(Keys.BOOTSTRAP_SERVERS), names.readings());
  }

  private String createCommand(Wanted topic) {
    StringBuilder command =
        new StringBuilder("kafka-topics.sh --bootstrap-server ")
            .append(config.text(Keys.BOOTSTRAP_SERVERS))
            .append(" --create --topic ")
            .append(topic.name());
    if (topic.partitions() > 0) {
      command.append(" --partitions ").append(topic.partitions());
    }
    topic.settings().forEach((k, v) -> command.append(" --config ").append(k + "=" + v));
    return command.toString();
  }

  private void checkSettings(Wanted topic, List<String> faults) throws InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    Config actual;
    try {
      actual = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    } catch (ExecutionException e) {
      throw asKafka(e);
    }
    topic
        .settings()
        .forEach(
            (key, value) -> {
              ConfigEntry entry = actual == null ? null : actual.get(key);
              String given = entry == null ? "unknown" : entry.value();
              if (!satisfies(key, value, given)) {
                faults.add(
                    "topic %s has %s=%s, must be %s: kafka-configs.sh --bootstrap-server %s --alter --topic %s --add-config %s=%s"
                        .formatted(
                            topic.name(),
                            key,
                            given,
                            value,
                            config.text(Keys.BOOTSTRAP_SERVERS),
                            topic.name(),
                            key,
                            value));
              }
            });
  }

  /** Retention may be longer and messages larger than ours. */
  private static boolean satisfies(String key, String wanted, String given) {
    if (key.equals(TopicConfig.CLEANUP_POLICY_CONFIG)) {
      return given.equals(wanted);
    }
    try {
      long number = Long.parseLong(given);
      return number < 0 || number >= Long.parseLong(wanted);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private Map<String, TopicDescription> describe(Set<String> topics) throws InterruptedException {
    Map<String, TopicDescription> found = new LinkedHashMap<>();
    for (var future : admin.describeTopics(topics).topicNameValues().entrySet()) {
      try {
        found.put(future.getKey(), future.getValue().get());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw asKafka(e);
        }
      }
    }
    return found;
  }

  private static KafkaException asKafka(ExecutionException e) {
    return e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
  }
}
