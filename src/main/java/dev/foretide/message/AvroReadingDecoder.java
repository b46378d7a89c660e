package dev.foretide.message;

import dev.foretide.message.RefusedReadingException.Reason;
import dev.foretide.schema.AvroInput;
import dev.foretide.schema.SchemaFrame;
import dev.foretide.schema.SchemaRegistryException;
import dev.foretide.schema.UnknownSchemaException;
import dev.foretide.series.Reading;
import java.io.IOException;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.jspecify.annotations.Nullable;

/**
 * Readings in Avro, by whatever schema they were written: of a record the fields are resolved by
 * name, a bare number is the feature {@code value}.
 *
 * <p>While the registry does not answer nothing can be said of a reading. After a while the tasks
 * are given up, as if another instance had taken them, and taken again from what was committed; so
 * the reading comes again, and Kafka does not hold the thread for dead.
 */
final class AvroReadingDecoder implements ReadingDecoder {
  /** Enough for a time with nanoseconds and zone. */
  private static final int LONGEST_TIME = 64;

  private final ReadingSettings settings;
  private final Schemas schemas;
  private final ReadingBuilder parts;
  private final AvroInput input = new AvroInput();

  /** Where the schema of an id comes from. */
  @FunctionalInterface
  interface Schemas {
    /**
     * The schema of an id.
     *
     * @throws UnknownSchemaException where there is none
     * @throws SchemaRegistryException where that cannot be told
     */
    Schema of(int id) throws UnknownSchemaException;
  }

  AvroReadingDecoder(ReadingSettings settings, Schemas schemas) {
    this.settings = settings;
    this.schemas = schemas;
    this.parts = new ReadingBuilder(settings);
  }

  @Override
  public Reading decode(byte @Nullable [] key, byte @Nullable [] value, long recordTime, long now) {
    parts.begin(key, value);
    if (value != null) {
      take(value);
    }
    return parts.reading(recordTime, now);
  }

  @Override
  public @Nullable String unknownField() {
    return parts.unknownField();
  }

  private void take(byte[] value) {
    if (!SchemaFrame.isFramed(value)) {
      throw new RefusedReadingException(
          Reason.NOT_AVRO,
          "the value of %d bytes begins with 0x%02x, must begin with 0x00 and the id of a schema"
              .formatted(value.length, value[0]));
    }
    int id = SchemaFrame.idOf(value);
    Schema schema = schemaOf(id);
    input.reset(value, SchemaFrame.SIZE);
    String field = "the value";
    try {
      Schema whole = input.branch(schema);
      if (whole.getType() == Schema.Type.RECORD) {
        for (Schema.Field each : whole.getFields()) {
          field = each.name();
          takeField(field, each.schema());
        }
      } else {
        takeFeature(ReadingBuilder.BARE, whole);
      }
      if (!input.isEnd()) {
        throw new IOException("bytes follow after the reading");
      }
    } catch (IOException e) {
      throw new RefusedReadingException(
          Reason.NOT_AVRO,
          "%s is not as schema %d says: %s"
              .formatted(
                  ReadingBuilder.shortened(field),
                  id,
                  e.getMessage() == null ? e : e.getMessage()));
    }
  }

  private Schema schemaOf(int id) {
    try {
      return schemas.of(id);
    } catch (UnknownSchemaException e) {
      throw new RefusedReadingException(
          Reason.UNKNOWN_SCHEMA,
          "schema %d is not in the registry: %s".formatted(id, e.getMessage()));
    } catch (SchemaRegistryException e) {
      throw new TaskMigratedException("schema " + id + " is needed for a reading", e);
    }
  }

  private void takeField(String name, Schema schema) throws IOException {
    if (name.equals(settings.timestampField())) {
      parts.timestamp(time(name, input.branch(schema)));
    } else if (name.equals(settings.seriesField())) {
      parts.series(series(input.branch(schema)));
    } else {
      takeFeature(name, schema);
    }
  }

  private void takeFeature(String name, Schema schema) throws IOException {
    int place = parts.place(name);
    if (place < 0) {
      input.skip(schema);
      return;
    }
    Schema type = input.branch(schema);
    switch (type.getType()) {
      case NULL -> {}
      case INT -> parts.feature(place, name, input.readInt());
      case LONG -> parts.feature(place, name, (double) input.readLong());
      case FLOAT -> parts.feature(place, name, input.readFloat());
      case DOUBLE -> parts.feature(place, name, input.readDouble());
      default ->
          throw new RefusedReadingException(
              Reason.NOT_A_NUMBER,
              "%s is of type %s, must be int, long, float or double".formatted(name, shown(type)));
    }
  }

  /** Null stands for an id that is missing, or that is none. */
  private @Nullable String series(Schema type) throws IOException {
    switch (type.getType()) {
      case STRING -> {
        int length = input.readLength();
        if (length > ReadingBuilder.LONGEST_SERIES_ID) {
          throw ReadingBuilder.longSeriesId(length);
        }
        return input.readText(length);
      }
      case ENUM -> {
        return input.readSymbol(type);
      }
      case INT -> {
        return Integer.toString(input.readInt());
      }
      case LONG -> {
        return Long.toString(input.readLong());
      }
      default -> {
        input.skip(type);
        return null;
      }
    }
  }

  /** Null stands for a time that is missing. */
  private @Nullable Long time(String name, Schema type) throws IOException {
    switch (type.getType()) {
      case NULL -> {
        return null;
      }
      case LONG -> {
        long perMilli = perMilli(type.getLogicalType());
        if (perMilli > 0) {
          return Math.floorDiv(input.readLong(), perMilli);
        }
      }
      case STRING -> {
        int length = input.readLength();
        String text = input.readText(Math.min(length, LONGEST_TIME));
        Long time = length > LONGEST_TIME ? null : ReadingBuilder.time(text);
        if (time == null) {
          throw ReadingBuilder.noTime(name, "\"" + ReadingBuilder.shortened(text) + "\"");
        }
        return time;
      }
      default -> {}
    }
    throw ReadingBuilder.noTime(name, "of type " + shown(type));
  }

  /** How many units of a time make a millisecond; 0 where it is no point in time. */
  private static long perMilli(@Nullable LogicalType logical) {
    return switch (logical == null ? "timestamp-millis" : logical.getName()) {
      case "timestamp-millis" -> 1;
      case "timestamp-micros" -> 1_000;
      case "timestamp-nanos" -> 1_000_000;
      default -> 0;
    };
  }

  private static String shown(Schema type) {
    String name = type.getType().getName();
    return type.getLogicalType() == null ? name : name + " " + type.getLogicalType().getName();
  }
}
