package dev.foretide.faults;

import dev.foretide.config.ForetideConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads forecasts and scores of one application as committed, and enters them into its ledger. */
final class Watcher implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long OPEN = -1;

  /** What has not come by then, after the last reading, is lost. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Duplicates may come after the last answer. */
  private static final long AFTERMATH_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  private final Ledger ledger;
  private final Undisturbed undisturbed;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Output> outputs;
  private final Thread thread = new Thread(this::run, "watcher");
  private volatile long settled = OPEN;
  private volatile boolean stopped;
  private volatile Throwable failure;

  /**
   * @param ledger belongs to the watcher until {@link #finish}
   * @param undisturbed the same
   */
  Watcher(
      String bootstrapServers,
      ForetideConfig.Topics topics,
      int partitions,
      Ledger ledger,
      Undisturbed undisturbed) {
    this.ledger = ledger;
    this.undisturbed = undisturbed;
    this.outputs = Map.of(topics.forecasts(), Output.FORECAST, topics.scores(), Output.SCORE);
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        outputs.keySet().stream()
            .flatMap(
                topic -> IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)))
            .toList());
  }

  void start() {
    thread.start();
  }

  private void run() {
    try (consumer) {
      while (!stopped && settled == OPEN) {
        poll();
      }
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (!stopped && System.nanoTime() < deadline && !hasAll()) {
        poll();
      }
      long end = System.nanoTime() + AFTERMATH_NANOS;
      while (!stopped && System.nanoTime() < end) {
        poll();
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private boolean hasAll() {
    return ledger.hasAll(undisturbed.before(settled));
  }

  private void poll() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      ledger.enter(
          new Answer(
              outputs.get(record.topic()),
              undisturbed.numberOf(record.key()),
              Readings.stepOf(record.timestamp())),
          record.value(),
          undisturbed);
    }
  }

  /**
   * Ends when all that is due of the steps before one has come, or has not for too long; what the
   * watcher used belongs to the caller from then on.
   */
  void finish(long step) throws InterruptedException {
    settled = step;
    thread.join();
    if (failure != null) {
      throw new IllegalStateException("the answers could not be read", failure);
    }
  }

  @Override
  public void close() {
    stopped = true;
  }
}
