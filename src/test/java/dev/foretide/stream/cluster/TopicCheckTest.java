package dev.foretide.stream.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.stream.cluster.TopicCheck.Wanted;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

/** Faults of topics and the commands that repair them. */
class TopicCheckTest {
  private final TopicCheck check = new TopicCheck("kafka:9092", List.of(1, 2, 3), 3);

  private static TopicDescription topic(int partitions, Integer... brokers) {
    List<Node> replicas = Stream.of(brokers).map(id -> new Node(id, "host", 9092)).toList();
    return new TopicDescription(
        "plant-models",
        false,
        IntStream.range(0, partitions)
            .mapToObj(i -> new TopicPartitionInfo(i, replicas.get(0), replicas, replicas))
            .toList());
  }

  private static Config settings(String key, String value) {
    return new Config(List.of(new ConfigEntry(key, value)));
  }

  private List<String> faults(String key, String wanted, String given) {
    return check.faults(
        new Wanted("plant-models", 1, Map.of(key, wanted)),
        topic(1, 1, 2, 3),
        settings(key, given));
  }

  @Test
  void shouldAcceptLongerRetentionAndLargerMessages() {
    assertThat(faults("retention.ms", "1000", "2000")).isEmpty();
    assertThat(faults("retention.ms", "1000", "-1")).isEmpty();
    assertThat(faults("max.message.bytes", "100", "100")).isEmpty();
  }

  @Test
  void shouldRepairASettingOfTheTopic() {
    assertThat(faults("max.message.bytes", "16777216", "1048588"))
        .containsExactly(
            "topic plant-models has max.message.bytes=1048588, must be 16777216:"
                + " kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics"
                + " --entity-name plant-models --add-config max.message.bytes=16777216");
  }

  @Test
  void shouldAddPartitionsWhereThereAreTooFew() {
    assertThat(
            check.faults(
                new Wanted("plant-models", 4, Map.of()), topic(2, 1, 2, 3), new Config(List.of())))
        .containsExactly(
            "topic plant-models has 2 partitions, must have 4:"
                + " kafka-topics.sh --bootstrap-server kafka:9092"
                + " --alter --topic plant-models --partitions 4");
  }

  @Test
  void shouldDeleteATopicWithTooManyPartitions() {
    assertThat(
            check.faults(
                new Wanted("plant-models", 1, Map.of()), topic(2, 1, 2, 3), new Config(List.of())))
        .containsExactly(
            "topic plant-models has 2 partitions, must be made anew, empty, with 1:"
                + " kafka-topics.sh --bootstrap-server kafka:9092 --delete --topic plant-models");
  }

  @Test
  void shouldSpreadReplicasOverMoreBrokersAndKeepThoseThatAreThere() {
    assertThat(
            new TopicCheck("kafka:9092", List.of(1, 2, 3), 2)
                .faults(
                    new Wanted("plant-models", 0, Map.of()), topic(2, 2), new Config(List.of())))
        .containsExactly(
            "topic plant-models has replication factor 1, must be 2 or more: echo '"
                + "{\"version\":1,\"partitions\":["
                + "{\"topic\":\"plant-models\",\"partition\":0,\"replicas\":[2,1]},"
                + "{\"topic\":\"plant-models\",\"partition\":1,\"replicas\":[2,3]}]}"
                + "' > plant-models.json && kafka-reassign-partitions.sh --bootstrap-server"
                + " kafka:9092 --reassignment-json-file plant-models.json --execute");
  }
}
