package dev.foretide.message.reading;

import dev.foretide.config.ReadingSettings;
import dev.foretide.config.Reference;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import dev.foretide.schema.AvroInput;
import dev.foretide.schema.SchemaFrame;
import dev.foretide.schema.SchemaId;
import dev.foretide.schema.SchemaRegistryException;
import dev.foretide.schema.UnknownSchemaException;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
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
  /** Enough for a time with nanoseconds and zone, and for a number in a text. */
  private static final int LONGEST_TEXT = 80;

  private final Schemas schemas;
  private final ReadingBuilder parts;
  private final FieldTree root;
  private final String timeName;
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
    Schema of(SchemaId id) throws UnknownSchemaException;
  }

  AvroReadingDecoder(ReadingSettings settings, Schemas schemas) {
    this.schemas = schemas;
    this.parts = new ReadingBuilder(settings);
    this.root = FieldTree.of(settings);
    Reference time = settings.time().reference();
    this.timeName = time == null ? "" : time.text();
  }

  @Override
  public DecodedRecord decode(SourceRecord record, long now) {
    byte[] value = record.value();
    if (parts.begin(record) && value != null) {
      take(record, value);
      parts.end(now);
    }
    return parts.decoded();
  }

  private void take(SourceRecord record, byte[] value) {
    SchemaId id = start(input, record, value);
    Schema schema = schemaOf(schemas, id);
    String field = "the value";
    try {
      Schema whole = input.branch(schema);
      if (whole.getType() == Schema.Type.RECORD) {
        for (Schema.Field each : whole.getFields()) {
          field = each.name();
          takeField(field, each.schema());
        }
      } else {
        if (root.features().length == 0) {
          parts.unknown(ReadingBuilder.BARE);
          input.skip(whole);
        }
        for (int place : root.features()) {
          takeFeature(place, ReadingBuilder.BARE, whole);
        }
      }
      if (!input.isEnd()) {
        throw new IOException("bytes follow after the reading");
      }
    } catch (IOException e) {
      throw new RefusedReadingException(
          Reason.NOT_AVRO,
          "%s is not as schema %s says: %s"
              .formatted(Shown.shortened(field), id, e.getMessage() == null ? e : e.getMessage()));
    }
  }

  /** Sets an input to the values of a message, behind its frame if it has one. */
  static SchemaId start(AvroInput input, SourceRecord record, byte[] value) {
    SchemaId named = SchemaHeaders.of(record.headers());
    if (named != null) {
      input.reset(value, 0);
      return named;
    }
    if (!SchemaFrame.isFramed(value)) {
      throw new RefusedReadingException(
          Reason.NOT_AVRO,
          "the value of %d bytes begins with 0x%02x, must begin with 0x00 and the id of a schema%s"
              .formatted(value.length, value[0], value[0] == '{' ? ": readings.format=json?" : ""));
    }
    input.reset(value, SchemaFrame.SIZE);
    return SchemaId.content(SchemaFrame.idOf(value));
  }

  static Schema schemaOf(Schemas schemas, SchemaId id) {
    try {
      return schemas.of(id);
    } catch (UnknownSchemaException e) {
      throw new RefusedReadingException(
          Reason.UNKNOWN_SCHEMA,
          "schema %s is not in the registry: %s".formatted(id, e.getMessage()));
    } catch (SchemaRegistryException e) {
      throw new TaskMigratedException("schema " + id + " is needed for a reading", e);
    }
  }

  /** A field is read once, so it is one thing: the time, a part of the id, or a feature. */
  private void takeField(String name, Schema schema) throws IOException {
    FieldTree field = root.child(name);
    if (field == null) {
      parts.unknown(name);
      input.skip(schema);
    } else if (field.isTime()) {
      takeTime(input.branch(schema));
    } else if (field.seriesParts().length > 0) {
      String id = series(input.branch(schema));
      for (int part : field.seriesParts()) {
        parts.seriesPart(part, id);
      }
    } else {
      takeFeature(field.features()[0], name, schema);
    }
  }

  private void takeFeature(int place, String name, Schema schema) throws IOException {
    parts.found(place);
    Schema type = input.branch(schema);
    switch (type.getType()) {
      case NULL -> {}
      case INT -> parts.number(place, input.readInt());
      case LONG -> parts.number(place, (double) input.readLong());
      case FLOAT -> parts.number(place, input.readFloat());
      case DOUBLE -> parts.number(place, input.readDouble());
      case STRING -> parts.text(place, text());
      default ->
          throw new RefusedReadingException(
              Reason.NOT_A_NUMBER,
              "%s is of type %s, must be int, long, float or double".formatted(name, shown(type)));
    }
  }

  /** A text, of which no more is kept than any number or time has. */
  private String text() throws IOException {
    int length = input.readLength();
    String text = input.readText(Math.min(length, LONGEST_TEXT));
    input.skipBytes(length - Math.min(length, LONGEST_TEXT));
    return text;
  }

  /** Null stands for an id that is missing, or of another type. */
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

  private void takeTime(Schema type) throws IOException {
    switch (type.getType()) {
      case NULL -> {}
      case INT -> parts.time().number(timeName, input.readInt());
      case LONG -> takeTime(type.getLogicalType(), input.readLong());
      case STRING -> parts.time().text(timeName, text());
      default -> throw parts.time().notATime(timeName, "of type " + shown(type));
    }
  }

  private void takeTime(@Nullable LogicalType logical, long units) {
    switch (logical == null ? "" : logical.getName()) {
      case "" -> parts.time().number(timeName, units);
      case "timestamp-millis" -> parts.time().millis(units);
      case "timestamp-micros" -> parts.time().millis(Math.floorDiv(units, 1_000));
      case "timestamp-nanos" -> parts.time().millis(Math.floorDiv(units, 1_000_000));
      case "local-timestamp-millis" -> parts.time().local(timeName, local(units, 1_000));
      case "local-timestamp-micros" -> parts.time().local(timeName, local(units, 1_000_000));
      case "local-timestamp-nanos" -> parts.time().local(timeName, local(units, 1_000_000_000));
      default ->
          throw parts
              .time()
              .notATime(timeName, "of type long " + (logical == null ? "" : logical.getName()));
    }
  }

  private static LocalDateTime local(long units, int perSecond) {
    long seconds = Math.floorDiv(units, perSecond);
    int nanos = (int) (Math.floorMod(units, perSecond) * (1_000_000_000L / perSecond));
    return LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
  }

  private static String shown(Schema type) {
    String name = type.getType().getName();
    return type.getLogicalType() == null ? name : name + " " + type.getLogicalType().getName();
  }
}
