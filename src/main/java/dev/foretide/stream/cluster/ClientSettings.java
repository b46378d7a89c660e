package dev.foretide.stream.cluster;

import dev.foretide.config.ForetideConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;

/**
 * Settings of the Kafka clients: ours first, then what the user gave as {@code kafka.*}, then what
 * has keys of its own.
 */
public final class ClientSettings {
  /** Models are some hundred kilobytes; large networks some megabytes. */
  public static final int LARGEST_MESSAGE = 16 * 1024 * 1024;

  /** Deprecated as a constant since the handler will always be global; needed until it is. */
  private static final String GLOBAL_HANDLER = "processing.exception.handler.global.enabled";

  private static final int BATCH_BYTES = 128 * 1024;

  /**
   * How long a broker holds a request of a restore for records that are not there. What a restore
   * asks next, such as where another changelog ends, waits behind it on the same connection.
   */
  private static final int RESTORE_WAIT_MILLIS = 50;

  /**
   * The states that are kept at hand, of the heap: a state that must be read from RocksDB costs as
   * much as its forecast. States in memory are no larger for it, as both hold the same bytes.
   */
  private static final int CACHE_SHARE = 4;

  private static final long LEAST_CACHE_BYTES = 64L * 1024 * 1024;

  private ClientSettings() {}

  /** For an admin client, producer or consumer. */
  public static Map<String, Object> client(ForetideConfig config) {
    Map<String, Object> settings = new HashMap<>(config.kafka());
    settings.remove(StreamsConfig.GROUP_PROTOCOL_CONFIG); // "streams" is none for other consumers
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.stream().bootstrapServers());
    return settings;
  }

  /** For Kafka Streams. */
  public static Properties streams(ForetideConfig config, Role role, String applicationServer) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
    settings.put(
        StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, cacheBytes(config.stream().threads()));
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    settings.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    settings.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueProcessingExceptionHandler.class);
    settings.put(GLOBAL_HANDLER, true);
    settings.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, config.topicNames().dlq());
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 10);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LARGEST_MESSAGE);
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        LARGEST_MESSAGE);
    settings.put(
        StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG),
        RESTORE_WAIT_MILLIS);
    settings.putAll(config.kafka());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.stream().bootstrapServers());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(config, role));
    settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stream().stateDir());
    settings.put(
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        config.stream().exactlyOnce()
            ? StreamsConfig.EXACTLY_ONCE_V2
            : StreamsConfig.AT_LEAST_ONCE);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.stream().threads());
    settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, applicationServer);
    return settings;
  }

  /** Kafka Streams gives a part to its global thread too, which has no use for it. */
  private static long cacheBytes(int threads) {
    long ofStates = Math.max(LEAST_CACHE_BYTES, Runtime.getRuntime().maxMemory() / CACHE_SHARE);
    return ofStates / threads * (threads + 1);
  }

  /**
   * How long an instance may stand still without losing its place in the group: a session, less
   * what may have passed of it since the last heartbeat. With {@code group.protocol=streams} the
   * brokers have the session, and theirs is longer by default.
   */
  public static Duration longestStall(Properties settings) {
    Map<String, Object> consumer =
        new StreamsConfig(settings).getMainConsumerConfigs("stall", "stall", 0);
    return Duration.ofMillis(
        millis(consumer, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG)
            - millis(consumer, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG));
  }

  private static long millis(Map<String, Object> settings, String key) {
    return Long.parseLong(String.valueOf(settings.get(key)));
  }

  /** Trainers apart from evaluators are a group of their own: members of one share a topology. */
  static String applicationId(ForetideConfig config, Role role) {
    return role == Role.TRAINER ? config.applicationId() + "-trainer" : config.applicationId();
  }
}
