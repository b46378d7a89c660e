package dev.foretide.stream.cluster;

import dev.foretide.config.ForetideConfig;
import dev.foretide.stream.cluster.TopicCheck.Wanted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The topics: creates those that Foretide owns, checks all. The readings topic is the user's and is
 * never created.
 */
public final class Topics {
  private static final int HISTORY_PARTITIONS = 4;
  private static final int SAFE_REPLICAS = 3;
  private static final long HISTORY_RETENTION_MILLIS = 24 * 3_600_000L;

  private final ForetideConfig config;
  private final ForetideConfig.Topics names;
  private final Admin admin;

  public Topics(ForetideConfig config, Admin admin) {
    this.config = config;
    this.names = config.topicNames();
    this.admin = admin;
  }

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
    if (config.rekeysReadings()) {
      wanted.add(new Wanted(names.readingsBySeries(), readingsPartitions, Map.of()));
    }
    return wanted;
  }

  /**
   * Partitions of the readings topic, of several the most; empty when one of them does not exist,
   * or none matches the pattern.
   */
  public Optional<Integer> readingsPartitions() throws InterruptedException {
    Set<String> wantedNames = readingsTopics();
    Map<String, TopicDescription> there = describe(wantedNames);
    if (wantedNames.isEmpty() || there.size() < wantedNames.size()) {
      return Optional.empty();
    }
    return there.values().stream().map(topic -> topic.partitions().size()).max(Integer::compare);
  }

  /** Names of the topics of readings: as configured, or all that match the pattern now. */
  private Set<String> readingsTopics() throws InterruptedException {
    Pattern pattern = names.source().pattern();
    if (pattern == null) {
      return new TreeSet<>(names.source().names());
    }
    try {
      return admin.listTopics().names().get().stream()
          .filter(name -> pattern.matcher(name).matches())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (ExecutionException e) {
      throw asKafka(e);
    }
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
                  Optional.of((short) replicas(brokers())))
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
    Optional<Integer> partitions = readingsPartitions();
    if (partitions.isEmpty()) {
      faults.add(missingReadings());
    }
    for (Wanted topic : missing(wanted(partitions.orElse(0)))) {
      faults.add(
          "topic %s is missing: bin/foretide topics create, or %s"
              .formatted(topic.name(), createCommand(topic)));
    }
    faults.addAll(wrong());
    return faults;
  }

  /** What is wrong with the topics that exist, each with the command that repairs it. */
  public List<String> wrong() throws InterruptedException {
    int partitions = readingsPartitions().orElse(0);
    List<Wanted> all = new ArrayList<>(changelogs(partitions));
    wanted(partitions).forEach(topic -> all.add(fixed(topic)));
    readingsTopics().forEach(name -> all.add(new Wanted(name, 0, Map.of())));
    Map<String, TopicDescription> there =
        describe(all.stream().map(Wanted::name).collect(Collectors.toSet()));
    Map<String, Config> settings = settings(there.keySet());
    List<Integer> brokers = brokers();
    TopicCheck check =
        new TopicCheck(config.stream().bootstrapServers(), brokers, replicas(brokers));
    List<String> faults = new ArrayList<>();
    for (Wanted topic : all) {
      TopicDescription found = there.get(topic.name());
      Config given = settings.get(topic.name());
      if (found != null && given != null) {
        faults.addAll(check.faults(topic, found, given));
      }
    }
    return faults;
  }

  /** Of the partitions only those that order depends on must be as when created. */
  private static Wanted fixed(Wanted topic) {
    return topic.settings().containsKey(TopicConfig.CLEANUP_POLICY_CONFIG)
        ? topic
        : new Wanted(topic.name(), 0, topic.settings());
  }

  /** Those that Kafka Streams creates: a partition for each of what the store is filled from. */
  private List<Wanted> changelogs(int readingsPartitions) throws InterruptedException {
    boolean rekeyed = config.rekeysReadings();
    int series = rekeyed ? partitions(names.readingsBySeries()) : readingsPartitions;
    int history = partitions(names.history());
    List<Wanted> changelogs = new ArrayList<>();
    changelogs.add(changelog(Role.EVALUATOR, Names.SERIES_STORE, series));
    for (Role role : List.of(Role.ALL, Role.TRAINER)) {
      changelogs.add(changelog(role, Names.HISTORY_STORE, history));
      changelogs.add(changelog(role, Names.TRAININGS_STORE, history));
    }
    return changelogs;
  }

  private Wanted changelog(Role role, String store, int partitions) {
    return new Wanted(
        ClientSettings.applicationId(config, role) + "-" + store + "-changelog",
        partitions,
        Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
  }

  private int partitions(String topic) throws InterruptedException {
    TopicDescription there = describe(Set.of(topic)).get(topic);
    return there == null ? 0 : there.partitions().size();
  }

  private List<Integer> brokers() throws InterruptedException {
    try {
      return admin.describeCluster().nodes().get().stream().map(Node::id).sorted().toList();
    } catch (ExecutionException e) {
      throw asKafka(e);
    }
  }

  /** As configured; else so many that one may fail while another is away. */
  private int replicas(List<Integer> brokers) {
    return replicationFactor().orElse((short) Math.min(SAFE_REPLICAS, brokers.size()));
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
    if (names.source().pattern() != null) {
      return "no topic matches readings.topic=%s".formatted(names.readings());
    }
    return "topic %s is missing and yours to create: kafka-topics.sh --bootstrap-server %s --create --topic %s --partitions 4"
        .formatted(names.readings(), config.stream().bootstrapServers(), names.readings());
  }

  private String createCommand(Wanted topic) {
    StringBuilder command =
        new StringBuilder("kafka-topics.sh --bootstrap-server ")
            .append(config.stream().bootstrapServers())
            .append(" --create --topic ")
            .append(topic.name());
    if (topic.partitions() > 0) {
      command.append(" --partitions ").append(topic.partitions());
    }
    topic.settings().forEach((k, v) -> command.append(" --config ").append(k + "=" + v));
    return command.toString();
  }

  /** Settings of the topics whose settings we may see; those of the user's we need not. */
  private Map<String, Config> settings(Set<String> topics) throws InterruptedException {
    Map<String, Config> found = new LinkedHashMap<>();
    List<ConfigResource> resources =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    for (var future : admin.describeConfigs(resources).values().entrySet()) {
      try {
        found.put(future.getKey().name(), future.getValue().get());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicAuthorizationException)) {
          throw asKafka(e);
        }
      }
    }
    return found;
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
