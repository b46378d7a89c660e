package dev.foretide.message;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.Keys;
import dev.foretide.schema.MessageSchema;
import dev.foretide.schema.SchemaRegistry;
import dev.foretide.schema.SchemaRegistryException;
import dev.foretide.schema.WriterSchemas;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How readings are read and answers are written, as configured. A registry is asked for the schemas
 * that are known beforehand when this opens, and later only for those that a reading names first.
 */
public final class MessageFormats implements AutoCloseable {
  public static final String AVRO = "avro";

  /** One call to the registry. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Well below the time after which Kafka takes a thread that does not poll for dead. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ReadingSettings readings;
  private final Supplier<ReadingDecoder> decoders;
  private final Supplier<MessageWriter> writers;
  private final @Nullable CloudEventHeaders headers;
  private final @Nullable SchemaRegistry registry;
  private final @Nullable WriterSchemas schemas;

  private MessageFormats(
      ReadingSettings readings,
      Supplier<MessageWriter> writers,
      @Nullable CloudEventHeaders headers,
      @Nullable SchemaRegistry registry,
      @Nullable WriterSchemas schemas) {
    this.readings = readings;
    this.decoders =
        schemas == null
            ? () -> new JsonReadingDecoder(readings)
            : () -> new AvroReadingDecoder(readings, schemas::of);
    this.writers = writers;
    this.headers = headers;
    this.registry = registry;
    this.schemas = schemas;
  }

  /**
   * Registers the schemas of what is written, and learns the newest of the readings; asks nobody
   * where all is JSON.
   *
   * @throws SchemaRegistryException where the registry does not answer or refuses
   */
  public static MessageFormats open(ForetideConfig config) {
    boolean readsAvro = config.text(Keys.READINGS_FORMAT).equals(AVRO);
    boolean writesAvro = config.text(Keys.FORECASTS_FORMAT).equals(AVRO);
    CloudEventHeaders headers =
        config.text(Keys.FORECASTS_HEADERS).equals("cloudevents")
            ? new CloudEventHeaders(
                config.applicationId(), writesAvro ? "application/avro" : "application/json")
            : null;
    ReadingSettings readings = readingSettings(config);
    if (!readsAvro && !writesAvro) {
      return new MessageFormats(readings, jsonWriters(config), headers, null, null);
    }
    SchemaRegistry registry = registry(config);
    try {
      Supplier<MessageWriter> writers =
          writesAvro ? avroWriters(config, registry) : jsonWriters(config);
      WriterSchemas schemas = readsAvro ? new WriterSchemas(registry, PATIENCE) : null;
      if (schemas != null) {
        schemas.learn(config.topicNames().readings());
      }
      return new MessageFormats(readings, writers, headers, registry, schemas);
    } catch (SchemaRegistryException e) {
      registry.close();
      throw e;
    }
  }

  /** For a role that neither reads readings nor writes answers: asks nobody. */
  public static MessageFormats json(ForetideConfig config) {
    return new MessageFormats(readingSettings(config), jsonWriters(config), null, null, null);
  }

  private static Supplier<MessageWriter> jsonWriters(ForetideConfig config) {
    int digits = config.number(Keys.DIGITS);
    return () -> new JsonMessageWriter(digits);
  }

  /** The registry of a configuration that has one; asks it nothing yet. */
  public static SchemaRegistry registry(ForetideConfig config) {
    return new SchemaRegistry(
        new SchemaRegistry.Settings(
            config.text(Keys.SCHEMA_REGISTRY_URL), config.apicurio(), TIMEOUT));
  }

  private static Supplier<MessageWriter> avroWriters(
      ForetideConfig config, SchemaRegistry registry) {
    int forecast = registry.register(config.topicNames().forecasts(), MessageSchema.FORECAST);
    int score = registry.register(config.topicNames().scores(), MessageSchema.SCORE);
    return () -> new AvroMessageWriter(forecast, score);
  }

  private static ReadingSettings readingSettings(ForetideConfig config) {
    return new ReadingSettings(
        config.forecast().shape().features(),
        config.optionalText(Keys.READINGS_TIMESTAMP),
        config.optionalText(Keys.READINGS_SERIES),
        config.text(Keys.READINGS_UNKNOWN_FIELDS).equals("refuse"),
        config.duration(Keys.READINGS_FUTURE_MAX),
        config.duration(Keys.READINGS_PAST_MAX));
  }

  /** Whether the series is named by a field, not by the key. */
  public boolean namesSeriesInValue() {
    return readings.seriesField() != null;
  }

  /** A decoder of readings for one thread. */
  public ReadingDecoder decoder() {
    return decoders.get();
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
    if (schemas != null) {
      schemas.close();
    }
    if (registry != null) {
      registry.close();
    }
  }
}
