package dev.foretide.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.forecast.SeriesSummary;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.evaluator.DeadLetter;
import dev.foretide.stream.evaluator.StreamListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Poison on every topic that is read: while it runs, and while it restores. */
class HostileTopicsIT {
  private static final int LARGE = 16 * 1024 * 1024;
  private static final long STEP_MILLIS = 1_100; // of readings, over a second

  @TempDir Path directory;
  private final SplittableRandom random = new SplittableRandom(1);
  private String servers;
  private KafkaProducer<byte[], byte[]> producer;

  @Test
  void shouldForecastOnWhateverElseIsOnItsTopics() throws Exception {
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(EmbeddedBroker.Settings.in(directory.resolve("broker")))) {
      servers = broker.bootstrapServers();
      producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", servers, "max.request.size", LARGE),
              new ByteArraySerializer(),
              new ByteArraySerializer());
      createReadings();
      try (ForetideStreams streams = start()) {
        send("readings", "k".repeat(1_000_000).getBytes(UTF_8), "21.5".getBytes(UTF_8));
        send("readings", "pump".getBytes(UTF_8), "x".repeat(10_000_000).getBytes(UTF_8));
        send("readings", "pump".getBytes(UTF_8), new byte[950_000]);
        poison("readings");
        poison("plant-models");
        poison("plant-history");

        shouldForecast("pump/1");

        assertThat(streams.state()).isPresent();
        assertThat(cutValues()).contains("value of 10000000 bytes", "value of 950000 bytes");
      }
      poison("plant-series-changelog");
      poison("plant-history-changelog");
      poison("plant-trainings-changelog");
      poison("plant-models");
      try (ForetideStreams streams = start()) { // its store is in memory: all is restored

        shouldForecast("pump/2");

        List<SeriesSummary> series = new ArrayList<>();
        streams.queries().orElseThrow().forEach((summary, errors) -> series.add(summary));
        assertThat(series).isNotEmpty();
      }
    }
  }

  @AfterEach
  void closeProducer() {
    if (producer != null) {
      producer.close(Duration.ZERO);
    }
  }

  private ForetideStreams start() throws InterruptedException {
    ForetideStreams streams =
        new ForetideStreams(
            TopologyHarness.config(
                directory.resolve("state"), Map.of("bootstrap.servers", servers)),
            Role.ALL,
            "localhost:1",
            new SimpleMeterRegistry(),
            StreamListener.NONE);
    streams.start();
    return streams;
  }

  private void createReadings() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      NewTopic topic = new NewTopic("readings", 1, (short) 1);
      topic.configs(Map.of("max.message.bytes", Integer.toString(LARGE)));
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  /** Keys and values at random, with and without a format version at their head. */
  private void poison(String topic) throws Exception {
    for (int i = 0; i < 50; i++) {
      byte[] key = new byte[1 + random.nextInt(40)];
      byte[] value = new byte[random.nextInt(400)];
      random.nextBytes(key);
      random.nextBytes(value);
      if (value.length > 0 && i % 2 == 0) {
        value[0] = (byte) (i % 4);
      }
      send(topic, key, i % 10 == 9 ? null : value);
    }
  }

  private void send(String topic, byte[] key, byte[] value) throws Exception {
    sendAt(null, topic, key, value);
  }

  /**
   * @param time of the record; null for now
   */
  private void sendAt(Long time, String topic, byte[] key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(topic, null, time, key, value)).get();
  }

  private void shouldForecast(String series) throws Exception {
    long begin = System.currentTimeMillis();
    for (int step = 0; step < 3; step++) {
      byte[] value = Integer.toString(step).getBytes(UTF_8);
      sendAt(begin + step * STEP_MILLIS, "readings", series.getBytes(UTF_8), value);
    }
    read("plant-forecasts", record -> new String(record.key(), UTF_8).equals(series));
  }

  private List<String> cutValues() {
    List<String> cut = new ArrayList<>();
    read(
        "plant-dlq",
        record -> {
          if (record.headers().lastHeader(DeadLetter.CUT) != null) {
            cut.add(new String(record.headers().lastHeader(DeadLetter.CUT).value(), UTF_8));
          }
          return cut.size() >= 3;
        });
    return cut;
  }

  private void read(String topic, Predicate<ConsumerRecord<byte[], byte[]>> until) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Awaitility.await(topic)
          .atMost(Duration.ofSeconds(60))
          .pollInSameThread()
          .until(
              () -> {
                boolean found = false;
                for (ConsumerRecord<byte[], byte[]> record :
                    consumer.poll(Duration.ofMillis(500))) {
                  found |= until.test(record);
                }
                return found;
              });
    }
  }
}
