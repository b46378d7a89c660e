package dev.foretide.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvReplayIT {
  private static final TopicPartition READINGS = new TopicPartition("readings", 0);
  private static final int ROWS = 5000;

  @TempDir Path directory;

  @Test
  void shouldArriveOnATopicInOrderWithTheTimesOfTheRows() throws Exception {
    StringBuilder csv = new StringBuilder("timestamp,value\n");
    for (int i = 0; i < ROWS; i++) {
      csv.append(1_404_172_800L + 1800L * i).append(',').append(i).append('\n');
    }
    Path file = Files.writeString(directory.resolve("taxi.csv"), csv);
    EmbeddedBroker.Settings settings =
        EmbeddedBroker.Settings.in(directory.resolve("broker")).withAutoCreateTopics();
    try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
      Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());

      CsvReplay.Report report =
          CsvReplay.run(CsvReplay.Settings.of(file, "readings", clients), told -> {});

      assertThat(report.sent()).isEqualTo(ROWS);
      List<ConsumerRecord<String, byte[]>> readings = consume(clients);
      assertThat(readings).hasSize(ROWS);
      ConsumerRecord<String, byte[]> last = readings.get(ROWS - 1);
      assertThat(last.key()).isEqualTo("taxi");
      assertThat(new String(last.value(), UTF_8)).isEqualTo("{\"value\":4999}");
      assertThat(Instant.ofEpochMilli(last.timestamp()))
          .isEqualTo(Instant.ofEpochSecond(1_404_172_800L + 1800L * (ROWS - 1)));
    }
  }

  private static List<ConsumerRecord<String, byte[]>> consume(Map<String, Object> clients) {
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(clients, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(READINGS));
      consumer.seekToBeginning(List.of(READINGS));
      Awaitility.await()
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
                return found.size() >= ROWS;
              });
    }
    return found;
  }
}
