package dev.foretide.message;

import dev.foretide.config.ForetideConfig;
import dev.foretide.message.reading.ReadingDecoder;
import dev.foretide.message.reading.ReadingFormats;
import dev.foretide.schema.MessageSchema;
import dev.foretide.schema.SchemaRegistry;
import dev.foretide.schema.SchemaRegistryException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How readings are read and answers are written, as configured. A registry is asked for the schemas
 * that are known beforehand when this opens, and later only for those that a reading names first.
 */
public final class MessageFormats implements AutoCloseable {
  /** One call to the registry. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Well below the time after which Kafka takes a thread that does not poll for dead. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ReadingFormats readings;
  private final Supplier<MessageWriter> writers;
  private final @Nullable CloudEventHeaders headers;
  private final @Nullable SchemaRegistry registry;

  private MessageFormats(
      ReadingFormats readings,
      Supplier<MessageWriter> writers,
      @Nullable CloudEventHeaders headers,
      @Nullable SchemaRegistry registry) {
    this.readings = readings;
    this.writers = writers;
    this.headers = headers;
    this.registry = registry;
  }

  /**
   * Registers the schemas of what is written, and learns the newest of the readings; asks nobody
   * where all is JSON.
   *
   * @throws SchemaRegistryException where the registry does not answer or refuses
   */
  public static MessageFormats open(ForetideConfig config) {
    boolean writesAvro = config.messages().avro();
    CloudEventHeaders headers =
        config.messages().cloudEvents()
            ? new CloudEventHeaders(
                config.applicationId(), writesAvro ? "application/avro" : "application/json")
            : null;
    boolean needsRegistry = config.readings().format().needsRegistry() || writesAvro;
    SchemaRegistry registry = needsRegistry ? registry(config) : null;
    try {
      Supplier<MessageWriter> writers =
          writesAvro && registry != null ? avroWriters(config, registry) : jsonWriters(config);
      return new MessageFormats(
          ReadingFormats.open(config, registry, PATIENCE), writers, headers, registry);
    } catch (SchemaRegistryException e) {
      if (registry != null) {
        registry.close();
      }
      throw e;
    }
  }

  /** For a role that neither reads readings nor writes answers: asks nobody. */
  public static MessageFormats json(ForetideConfig config) {
    return new MessageFormats(ReadingFormats.none(config), jsonWriters(config), null, null);
  }

  private static Supplier<MessageWriter> jsonWriters(ForetideConfig config) {
    int digits = config.messages().digits();
    return () -> new JsonMessageWriter(digits);
  }

  /** The registry of a configuration that has one; asks it nothing yet. */
  public static SchemaRegistry registry(ForetideConfig config) {
    return new SchemaRegistry(
        new SchemaRegistry.Settings(config.messages().registryUrl(), config.apicurio(), TIMEOUT));
  }

  private static Supplier<MessageWriter> avroWriters(
      ForetideConfig config, SchemaRegistry registry) {
    int forecast = registry.register(config.topicNames().forecasts(), MessageSchema.FORECAST);
    int score = registry.register(config.topicNames().scores(), MessageSchema.SCORE);
    return () -> new AvroMessageWriter(forecast, score);
  }

  /** Whether readings pass through a topic keyed by series before they are processed. */
  public boolean rekeys() {
    return readings.rekeys();
  }

  /** A decoder of the users' records for one thread. */
  public ReadingDecoder decoder() {
    return readings.decoder();
  }

  /** A decoder of what the evaluator reads for one thread: the users' records, or re-keyed ones. */
  public ReadingDecoder evaluatorDecoder() {
    return readings.evaluatorDecoder();
  }

  /** A writer of answers for one thread. */
  public MessageWriter writer() {
    return writers.get();
  }

  /** Headers of answers; null for none. */
  public @Nullable CloudEventHeaders headers() {
    return headers;
  }

  /** Ends what is asked of the registry. */
  @Override
  public void close() {
    readings.close();
    if (registry != null) {
      registry.close();
    }
  }
}
