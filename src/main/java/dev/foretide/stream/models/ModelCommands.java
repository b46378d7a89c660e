package dev.foretide.stream.models;

import dev.foretide.config.ForetideConfig;
import dev.foretide.message.HistoryMessages;
import dev.foretide.stream.cluster.ClientSettings;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What an operator tells a running cluster through its topics. A call returns when Kafka has the
 * message, and throws {@link KafkaException} if it refuses it. Thread-safe.
 */
final class ModelCommands implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 15_000;

  private final ForetideConfig config;
  private @Nullable Producer<String, byte[]> producer;

  ModelCommands(ForetideConfig config) {
    this.config = config;
  }

  /** Lets a version serve its group on every instance. */
  void serve(String group, int version) {
    RecordMetadata unused = send(config.topicNames().models(), group, ModelKey.pointer(version));
  }

  /** Asks the group's trainer for a full training. */
  void requestTraining(String group) {
    RecordMetadata unused =
        send(
            config.topicNames().history(),
            group,
            HistoryMessages.request("asked for by an operator"));
  }

  /** Publishes the bytes of a version. */
  RecordMetadata publish(ModelKey key, byte[] model) {
    return send(config.topicNames().models(), key.text(), model);
  }

  private synchronized RecordMetadata send(String topic, String key, byte[] value) {
    Producer<String, byte[]> out = producer;
    if (out == null) {
      Map<String, Object> settings = ClientSettings.client(config);
      settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
      settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, ClientSettings.LARGEST_MESSAGE);
      out = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
      producer = out;
    }
    try {
      return out.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    }
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close();
    }
  }
}
