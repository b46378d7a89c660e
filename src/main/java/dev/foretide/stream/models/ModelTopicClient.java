package dev.foretide.stream.models;

import dev.foretide.config.ForetideConfig;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.ModelFormatException;
import dev.foretide.stream.cluster.ClientSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The models topic as somebody sees it who only visits: all versions at the time of asking, and a
 * new version beside them. Owned by one thread.
 *
 * <p>A new version gets the number after the highest on the topic. Whoever publishes at the same
 * moment takes the same number, and the later message replaces the earlier one. So the topic is
 * read again behind a publication: where the key stands there twice, the next number is taken as
 * well, so that this pointer never leads to a version whose bytes are in doubt.
 */
public final class ModelTopicClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 15_000;
  private static final Duration POLL = Duration.ofMillis(200);

  private final ForetideConfig config;
  private final String topic;
  private final ExpectedShape shape;
  private final ModelCommands messages;
  private final List<TopicPartition> partitions;
  private final Consumer<String, byte[]> consumer;
  private final Map<String, Group> groups = new TreeMap<>();
  private final List<String> newKeys = new ArrayList<>();

  /** Versions of one group and the one that serves, 0 for none. */
  private static final class Group {
    private final NavigableMap<Integer, byte[]> versions = new TreeMap<>();
    private int serving;
  }

  /**
   * Reads the topic to its end.
   *
   * @throws KafkaException if Kafka does not answer or the topic does not exist
   */
  public ModelTopicClient(ForetideConfig config) {
    this.config = config;
    this.topic = config.topicNames().models();
    this.shape = new ExpectedShape(config);
    this.messages = new ModelCommands(config);
    Map<String, Object> settings = ClientSettings.client(config);
    settings.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    settings.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 3);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, ClientSettings.LARGEST_MESSAGE);
    this.consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      this.partitions = requirePartitions(topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      readToEnd();
    } catch (KafkaException e) {
      consumer.close();
      throw e instanceof TimeoutException
          ? new KafkaException(config.stream().bootstrapServers() + " does not answer", e)
          : e;
    }
  }

  private List<TopicPartition> requirePartitions(String name) {
    List<PartitionInfo> found = consumer.partitionsFor(name);
    if (found.isEmpty()) {
      throw new KafkaException(
          "topic " + name + " does not exist; 'topics create' or 'run' creates it");
    }
    return found.stream().map(info -> new TopicPartition(name, info.partition())).toList();
  }

  private void readToEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      poll();
    }
  }

  private void poll() {
    for (ConsumerRecord<String, byte[]> message : consumer.poll(POLL)) {
      if (message.key() != null) {
        take(message);
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> message) {
    ModelKey key = ModelKey.parse(message.key());
    newKeys.add(message.key());
    Group group = groups.computeIfAbsent(key.group(), name -> new Group());
    byte[] value = message.value();
    if (key.isPointer()) {
      group.serving = value == null ? 0 : pointed(value, group.serving);
    } else if (value == null) {
      group.versions.remove(key.version());
    } else {
      group.versions.put(key.version(), value);
    }
  }

  /** A pointer that is none is left out, as running instances do. */
  private static int pointed(byte[] value, int before) {
    try {
      return ModelKey.versionOf(value);
    } catch (IllegalArgumentException e) {
      return before;
    }
  }

  /** Names of the groups that have versions. */
  public List<String> groups() {
    return groups.entrySet().stream()
        .filter(entry -> !entry.getValue().versions.isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Versions of a group, oldest first. */
  public List<Integer> versions(String group) {
    Group found = groups.get(group);
    return found == null ? List.of() : List.copyOf(found.versions.keySet());
  }

  /** The version that the pointer of a group names, 0 for none. */
  public int serving(String group) {
    Group found = groups.get(group);
    return found == null ? 0 : found.serving;
  }

  /** The bytes of a version, or null. */
  public byte @Nullable [] bytes(String group, int version) {
    Group found = groups.get(group);
    return found == null ? null : found.versions.get(version);
  }

  /**
   * Lets the version before the serving one serve again, by the rule of {@link
   * ModelControl#rollback}; damaged ones are passed over as well.
   *
   * @return that version
   * @throws IllegalStateException when there is none
   * @throws KafkaException if Kafka refuses
   */
  public int rollback(String group) {
    NavigableMap<Integer, ModelVersion> readable = new TreeMap<>();
    for (int version : versions(group)) {
      readable(group, version).ifPresent(found -> readable.put(version, found));
    }
    int before = ModelVersion.before(serving(group), readable);
    messages.serve(group, before);
    return before;
  }

  private Optional<ModelVersion> readable(String group, int version) {
    try {
      Model model = ModelCodec.read(Objects.requireNonNull(bytes(group, version)));
      boolean fits = shape.fault(group, model.shape()).isEmpty();
      return Optional.of(new ModelVersion(model.provenance(), fits));
    } catch (ModelFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Lets a version serve its group on every instance; the caller has checked that they can use it.
   *
   * @throws KafkaException if Kafka refuses
   */
  public void serve(String group, int version) {
    messages.serve(group, version);
  }

  /**
   * Asks the group's trainer for a full training.
   *
   * @throws KafkaException if there is no history topic, or Kafka refuses
   */
  public void requestTraining(String group) {
    requirePartitions(config.topicNames().history()); // a producer might have it created, wrongly
    messages.requestTraining(group);
  }

  /**
   * Publishes a model as the newest version of a group.
   *
   * @param modelOf the model with the version that it is given
   * @param serve whether the group's pointer moves to it
   * @return its version
   * @throws IllegalArgumentException if its message would be too large
   * @throws KafkaException if Kafka refuses
   */
  public int publish(String group, IntFunction<Model> modelOf, boolean serve) {
    int version;
    do {
      version = newest(group) + 1;
    } while (!publishAs(modelOf.apply(version)));
    if (serve) {
      messages.serve(group, version);
    }
    return version;
  }

  private int newest(String group) {
    List<Integer> versions = versions(group);
    return Math.max(serving(group), versions.isEmpty() ? 0 : Collections.max(versions));
  }

  /** Returns whether the version is ours alone. */
  private boolean publishAs(Model model) {
    ModelKey key = new ModelKey(model.group(), model.version());
    byte[] bytes = ModelCodec.write(model);
    if (bytes.length > ClientSettings.LARGEST_MESSAGE * 3L / 4) {
      throw new IllegalArgumentException(
          "the model has %d bytes, must be at most %d to pass through %s"
              .formatted(bytes.length, ClientSettings.LARGEST_MESSAGE * 3L / 4, topic));
    }
    newKeys.clear();
    RecordMetadata ours = messages.publish(key, bytes);
    TopicPartition partition = new TopicPartition(topic, ours.partition());
    while (consumer.position(partition) <= ours.offset()) {
      poll(); // an open transaction of a trainer holds it back until it ends
    }
    readToEnd();
    return Collections.frequency(newKeys, key.text()) == 1;
  }

  @Override
  public void close() {
    consumer.close();
    messages.close();
  }
}
