package dev.foretide.stream;

import dev.foretide.config.ForetideConfig;
import dev.foretide.model.Model;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Steers the models of a running cluster through its topics: a request on the history topic, a
 * pointer on the models topic. Thread-safe.
 */
public final class ModelControl implements AutoCloseable {
  private final ForetideConfig config;
  private final ModelRegistry models;
  private @Nullable Producer<byte[], byte[]> producer;

  public ModelControl(ForetideConfig config, ModelRegistry models) {
    this.config = config;
    this.models = models;
  }

  /** Asks the group's trainer for a full training. */
  public void retrain(String group) {
    send(config.topicNames().history(), group, HistoryCodec.request("asked for by an operator"));
  }

  /**
   * Lets the version before the serving one serve again.
   *
   * @return that version
   * @throws IllegalStateException when there is none
   */
  public int rollback(String group) {
    Model serving = models.serving(group);
    ModelRegistry.Group known = models.groups().get(group);
    if (serving == null || known == null) {
      throw new IllegalStateException("group " + group + " has no serving version");
    }
    Integer before = known.versions().lowerKey(serving.version());
    if (before == null) {
      throw new IllegalStateException(
          "group %s has no version before %d".formatted(group, serving.version()));
    }
    send(config.topicNames().models(), group, ModelKey.pointer(before));
    return before;
  }

  private synchronized void send(String topic, String group, byte[] value) {
    Producer<byte[], byte[]> out = producer;
    if (out == null) {
      Map<String, Object> settings = ClientSettings.client(config);
      settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
      out = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
      producer = out;
    }
    try {
      out.send(new ProducerRecord<>(topic, group.getBytes(StandardCharsets.UTF_8), value)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    }
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close();
    }
  }
}
