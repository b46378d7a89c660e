package dev.foretide.stream.cluster;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What is wrong with a topic, each fault with the command that repairs it.
 *
 * @param servers {@code bootstrap.servers} of the commands
 * @param brokers ids of the brokers
 * @param replicas on how many brokers a topic must be kept at least
 */
record TopicCheck(String servers, List<Integer> brokers, int replicas) {

  /**
   * What a topic must be like.
   *
   * @param partitions 0: any number
   * @param settings topic settings; numbers may be larger, and -1 is without a bound
   */
  record Wanted(String name, int partitions, Map<String, String> settings) {}

  /** All faults of a topic that exists. */
  List<String> faults(Wanted wanted, TopicDescription topic, Config settings) {
    List<String> faults = new ArrayList<>();
    checkPartitions(wanted, topic, faults);
    checkReplicas(topic, faults);
    new TreeMap<>(wanted.settings())
        .forEach((key, value) -> checkSetting(topic.name(), key, value, settings, faults));
    return faults;
  }

  private void checkPartitions(Wanted wanted, TopicDescription topic, List<String> faults) {
    int given = topic.partitions().size();
    if (wanted.partitions() == 0 || given == wanted.partitions()) {
      return;
    }
    boolean few = given < wanted.partitions();
    String must = few ? "have" : "be made anew, empty, with";
    String repair =
        few
            ? "--alter --topic %s --partitions %d".formatted(topic.name(), wanted.partitions())
            : "--delete --topic %s".formatted(topic.name());
    faults.add(
        "topic %s has %d partitions, must %s %d: kafka-topics.sh --bootstrap-server %s %s"
            .formatted(topic.name(), given, must, wanted.partitions(), servers, repair));
  }

  private void checkReplicas(TopicDescription topic, List<String> faults) {
    int given =
        topic.partitions().stream().mapToInt(part -> part.replicas().size()).min().orElse(replicas);
    if (given < replicas) {
      String file = topic.name() + ".json";
      faults.add(
          "topic %s has replication factor %d, must be %d or more: echo '%s' > %s && kafka-reassign-partitions.sh --bootstrap-server %s --reassignment-json-file %s --execute"
              .formatted(topic.name(), given, replicas, reassignment(topic), file, servers, file));
    }
  }

  /** Keeps the replicas that are there and adds the next brokers in turn. */
  private String reassignment(TopicDescription topic) {
    return topic.partitions().stream()
        .map(
            partition ->
                "{\"topic\":\"%s\",\"partition\":%d,\"replicas\":%s}"
                    .formatted(topic.name(), partition.partition(), spread(partition)))
        .collect(Collectors.joining(",", "{\"version\":1,\"partitions\":[", "]}"));
  }

  private String spread(TopicPartitionInfo partition) {
    Set<Integer> chosen = new LinkedHashSet<>();
    partition.replicas().stream().map(Node::id).forEach(chosen::add);
    for (int i = 0; i < brokers.size() && chosen.size() < replicas; i++) {
      chosen.add(brokers.get((partition.partition() + i) % brokers.size()));
    }
    return chosen.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }

  private void checkSetting(
      String topic, String key, String wanted, Config settings, List<String> faults) {
    ConfigEntry entry = settings.get(key);
    String given = entry == null ? "unknown" : entry.value();
    if (!satisfies(key, wanted, given)) {
      faults.add(
          "topic %s has %s=%s, must be %s: kafka-configs.sh --bootstrap-server %s --alter --entity-type topics --entity-name %s --add-config %s=%s"
              .formatted(topic, key, given, wanted, servers, topic, key, wanted));
    }
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
}
