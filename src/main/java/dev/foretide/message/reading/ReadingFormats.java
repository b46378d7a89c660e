package dev.foretide.message.reading;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.ReadingSettings;
import dev.foretide.schema.SchemaRegistry;
import dev.foretide.schema.SchemaRegistryException;
import dev.foretide.schema.WriterSchemas;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which decoder reads the records, by their format and by what is asked of them. */
public final class ReadingFormats implements AutoCloseable {
  private final ReadingSettings settings;
  private final boolean rekeys;
  private final Supplier<ReadingDecoder> decoders;
  private final @Nullable WriterSchemas schemas;

  private ReadingFormats(
      ForetideConfig config, Supplier<ReadingDecoder> decoders, @Nullable WriterSchemas schemas) {
    this.settings = config.readings();
    this.rekeys = config.rekeysReadings();
    this.decoders = decoders;
    this.schemas = schemas;
  }

  /**
   * The format of a configuration; learns the newest schema of the topics where there are schemas.
   *
   * @param registry where the schemas are, if the format needs them
   * @param patience how long a decoder waits for a schema
   * @throws SchemaRegistryException where the registry does not answer or refuses
   */
  public static ReadingFormats open(
      ForetideConfig config, @Nullable SchemaRegistry registry, Duration patience) {
    ReadingSettings settings = config.readings();
    return switch (settings.format()) {
      case JSON, JSON_SCHEMA ->
          new ReadingFormats(
              config,
              JsonReadingDecoder.canRead(settings)
                  ? () -> new JsonReadingDecoder(settings)
                  : () -> new TreeReadingDecoder(settings, new JsonTreeFormat(false)),
              null);
      case CONNECT -> trees(config, () -> new JsonTreeFormat(true));
      case OTLP -> trees(config, OtlpTreeFormat::new);
      case SENML -> trees(config, SenmlTreeFormat::new);
      case INFLUX -> trees(config, () -> new InfluxTreeFormat(settings.time().precision()));
      case AVRO -> avro(config, registry, patience);
      default ->
          throw new IllegalArgumentException(
              "readings.format is %s, which is not read yet".formatted(settings.format().word()));
    };
  }

  private static ReadingFormats trees(ForetideConfig config, Supplier<TreeFormat> format) {
    return new ReadingFormats(
        config, () -> new TreeReadingDecoder(config.readings(), format.get()), null);
  }

  private static ReadingFormats avro(
      ForetideConfig config, @Nullable SchemaRegistry registry, Duration patience) {
    if (registry == null) {
      throw new IllegalArgumentException("readings.format is avro, which needs a registry");
    }
    WriterSchemas schemas = new WriterSchemas(registry, patience);
    config.topicNames().source().names().forEach(schemas::learn);
    ReadingSettings settings = config.readings();
    return new ReadingFormats(
        config,
        settings.isFlat()
            ? () -> new AvroReadingDecoder(settings, schemas::of)
            : () -> new TreeReadingDecoder(settings, new AvroTreeFormat(schemas::of)),
        schemas);
  }

  /** For a role that reads no readings: asks nobody. */
  public static ReadingFormats none(ForetideConfig config) {
    return new ReadingFormats(config, () -> new JsonReadingDecoder(config.readings()), null);
  }

  public boolean rekeys() {
    return rekeys;
  }

  public ReadingDecoder decoder() {
    return decoders.get();
  }

  public ReadingDecoder evaluatorDecoder() {
    return rekeys ? new RekeyedDecoder(settings.featuresOfSeries(), decoders) : decoders.get();
  }

  /** Ends what is asked of the registry. */
  @Override
  public void close() {
    if (schemas != null) {
      schemas.close();
    }
  }
}
