package dev.foretide.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.score.ErrorMetrics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the scores topic, as any consumer would, and adds up errors per series and lead beside
 * naive, from a given time on. Thread-safe.
 */
public final class ScoreBoard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScoreBoard.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String topic;
  private final Instant from;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread reader;

  /** Errors by group, lead and series. */
  private final Map<String, Map<Integer, Map<String, ErrorMetrics>>> errors = new TreeMap<>();

  /**
   * Starts to read.
   *
   * @param from scores of steps before this time are left out
   */
  public ScoreBoard(String topic, Map<String, Object> client, Instant from) {
    this.topic = topic;
    this.from = from;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    this.consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    this.reader = new Thread(this::read, "foretide-score-board");
    this.reader.setDaemon(true);
    this.reader.start();
  }

  private void read() {
    try (consumer) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (true) {
        for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofMillis(500))) {
          take(message);
        }
      }
    } catch (WakeupException e) {
      LOG.debug("closed");
    }
  }

  private void take(ConsumerRecord<String, byte[]> message) {
    try {
      JsonNode score = JSON.readTree(message.value());
      if (Instant.parse(score.get("at").asText()).isBefore(from)) {
        return;
      }
      double actual = score.get("actual").asDouble();
      for (JsonNode lead : score.get("leads")) {
        add(
            score.get("group").asText(),
            lead.get("lead").asInt(),
            message.key(),
            new double[] {lead.get("forecast").asDouble(), lead.get("naive").asDouble(), actual});
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "Score at {}-{}@{} unreadable: {}",
          message.topic(),
          message.partition(),
          message.offset(),
          e.toString());
    }
  }

  private synchronized void add(String group, int lead, String series, double[] values) {
    errors
        .computeIfAbsent(group, name -> new TreeMap<>())
        .computeIfAbsent(lead, number -> new TreeMap<>())
        .computeIfAbsent(series, id -> new ErrorMetrics())
        .add(values[0], values[1], values[2]);
  }

  /** Mean over the series of a group of their MAE relative to naive; NaN without any. */
  public synchronized double relativeMae(String group, int lead) {
    return errors.getOrDefault(group, Map.of()).getOrDefault(lead, Map.of()).values().stream()
        .mapToDouble(ErrorMetrics::relativeMae)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  /** One line: relative MAE by group and lead. */
  public synchronized String summary() {
    StringBuilder line = new StringBuilder("MAE/naive");
    errors.forEach(
        (group, leads) -> {
          line.append("  ").append(group);
          leads
              .keySet()
              .forEach(lead -> line.append(" h%d %.2f".formatted(lead, relativeMae(group, lead))));
        });
    return line.toString();
  }

  /** The table of error per lead beside naive. */
  public synchronized String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        "%nLive readings since %s; MAE relative to naive, mean over series%n%n".formatted(from));
    table.append(
        "%-12s %6s %8s %10s %12s %14s%n"
            .formatted("group", "lead", "series", "scored", "MAE/naive", "beating naive"));
    errors.forEach(
        (group, leads) ->
            leads.forEach(
                (lead, series) ->
                    table.append(
                        "%-12s %6d %8d %10d %12.3f %14s%n"
                            .formatted(
                                group,
                                lead,
                                series.size(),
                                series.values().stream().mapToLong(ErrorMetrics::count).sum(),
                                relativeMae(group, lead),
                                beating(series) + " of " + series.size()))));
    return table.toString();
  }

  private static long beating(Map<String, ErrorMetrics> series) {
    return series.values().stream().filter(metrics -> metrics.relativeMae() < 1).count();
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      reader.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
