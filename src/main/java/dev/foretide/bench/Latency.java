package dev.foretide.bench;

import dev.foretide.config.ForetideConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Time from the sending of a reading to the arrival of its forecast at a consumer, at a steady
 * load.
 *
 * @param load share of the throughput
 * @param readingsPerSecond sent
 * @param p50 milliseconds
 * @param p99 milliseconds
 * @param p999 milliseconds
 */
public record Latency(double load, double readingsPerSecond, double p50, double p99, double p999) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** So often the sensors look at the clock: seldom, as the machine is not theirs. */
  private static final long PACE_NANOS = 500_000;

  /**
   * Measures.
   *
   * @param readings whose sensors have all been warmed up
   * @param perSecond how many are sent
   */
  static Latency measure(
      ForetideConfig config,
      BenchReadings readings,
      int series,
      double load,
      double perSecond,
      Duration length)
      throws InterruptedException {
    int count = (int) (perSecond * length.toMillis() / 1e3);
    long first = readings.sent();
    AtomicLongArray sentAt = new AtomicLongArray(count);
    long[] took = new long[count];
    Thread consumer =
        new Thread(() -> receive(config, series, first, sentAt, took), "bench-consumer");
    consumer.start();
    Thread.sleep(500); // it has its place in the topic
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = began + (long) (i * 1e9 / perSecond);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(PACE_NANOS);
      }
      sentAt.set(i, due); // had it been late, its forecast would be, too
      readings.sendNext();
    }
    consumer.join();
    Arrays.sort(took);
    if (took[0] == 0) {
      throw new IllegalStateException(
          "a reading of the benchmark has no forecast after " + PATIENCE.toSeconds() + " s");
    }
    return new Latency(load, perSecond, millis(took, 0.5), millis(took, 0.99), millis(took, 0.999));
  }

  private static double millis(long[] sorted, double quantile) {
    return sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)] / 1e6;
  }

  private static void receive(
      ForetideConfig config, int series, long first, AtomicLongArray sentAt, long[] took) {
    String topic = config.topicNames().forecasts();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            config.stream().bootstrapServers(),
            "isolation.level",
            "read_committed",
            "fetch.max.wait.ms",
            10);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      int received = 0;
      long deadline = Long.MAX_VALUE;
      while (received < took.length && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, byte[]> forecast : consumer.poll(Duration.ofMillis(100))) {
          long number = BenchReadings.number(forecast.key(), forecast.timestamp(), series) - first;
          long now = System.nanoTime();
          if (number >= 0 && number < took.length && took[(int) number] == 0) {
            took[(int) number] = Math.max(1, now - sentAt.get((int) number));
            received++;
          }
          deadline = now + PATIENCE.toNanos();
        }
      }
    }
  }
}
