package dev.foretide.stream.delivery;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clients that Kafka Streams makes by default, with a {@link TrackedProducer} for each stream
 * thread, and whether their process stood still. Safe for use by many threads.
 */
public final class TrackedClients implements KafkaClientSupplier, AutoCloseable {
  private final Set<String> results;
  private final StallDetector watch;
  private final Map<String, TrackedProducer> producers = new ConcurrentHashMap<>();

  /**
   * @param results topics of forecasts and scores, whose keys are series
   */
  public TrackedClients(Set<String> results, StallDetector watch) {
    this.results = results;
    this.watch = watch;
  }

  /** How often this process has stood still so far. */
  int stalls() {
    return watch.stalls();
  }

  @Override
  public Admin getAdmin(Map<String, Object> settings) {
    return Admin.create(settings);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
    TrackedProducer producer = new TrackedProducer(settings, results);
    producers.put(String.valueOf(settings.get(ProducerConfig.CLIENT_ID_CONFIG)), producer);
    return producer;
  }

  /** The producer of the calling thread; null when it is no stream thread. */
  @Nullable TrackedProducer ofThisThread() {
    return producers.get(Thread.currentThread().getName() + "-producer"); // as Kafka Streams names
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
    return getConsumer(settings);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
    return getConsumer(settings);
  }

  /** Ends the watch; Kafka Streams closes the clients. */
  @Override
  public void close() {
    watch.close();
  }
}
