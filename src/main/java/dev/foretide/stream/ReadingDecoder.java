package dev.foretide.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.foretide.series.Reading;
import dev.foretide.stream.RefusedReadingException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A record of the readings topic as a {@link Reading}: a bare JSON number, which is the feature
 * {@code value}, or an object. A feature that is missing or null is NaN. Owned by one thread.
 */
final class ReadingDecoder {
  /** Beyond this a float32 window could not hold differences. */
  private static final double LARGEST = 1e30;

  private static final String BARE = "value";

  /** Longer ids would be carried, whole, by every message and segment of their series. */
  static final int LONGEST_SERIES_ID = 1_024;

  /** Characters of a name or value in a message. */
  private static final int LONGEST_SHOWN = 40;

  private final ReadingSettings settings;
  private final JsonFactory json =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          // Names come from outside: none of them may stay.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();
  private @Nullable String series;
  private @Nullable Long timestamp;
  private @Nullable String unknownField;
  private final BitSet known = new BitSet();

  ReadingDecoder(ReadingSettings settings) {
    this.settings = settings;
  }

  /**
   * Decodes a record.
   *
   * @param recordTime the record's timestamp
   * @param now wall clock, milliseconds since the epoch
   * @throws RefusedReadingException saying why it is no reading
   */
  Reading decode(byte @Nullable [] key, byte @Nullable [] value, long recordTime, long now) {
    if (value == null) {
      throw new RefusedReadingException(Reason.TOMBSTONE, "the value is null, must be a reading");
    }
    if (value.length == 0) {
      throw new RefusedReadingException(Reason.EMPTY, "the value is empty, must be a reading");
    }
    series = settings.seriesField() == null ? seriesOf(key) : null;
    timestamp = null;
    unknownField = null;
    known.clear();
    double[] features = new double[settings.features().size()];
    Arrays.fill(features, Double.NaN);
    parse(value, features);
    return new Reading(requireSeries(), requireTimestamp(recordTime, now), features);
  }

  /** A field outside the features that was read past in the last record, or null. */
  @Nullable String unknownField() {
    return unknownField;
  }

  private static String seriesOf(byte @Nullable [] key) {
    if (key == null || key.length == 0) {
      throw new RefusedReadingException(
          Reason.NO_KEY, "the key is empty, must be the id of the series");
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new RefusedReadingException(
          Reason.BAD_KEY, "the key of " + key.length + " bytes is not UTF-8");
    }
  }

  private void parse(byte[] value, double[] features) {
    try (JsonParser parser = json.createParser(value)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        parseObject(parser, features);
      } else if (first == null) {
        throw new RefusedReadingException(Reason.EMPTY, "the value is blank, must be a reading");
      } else {
        takeFeature(BARE, parser, first, features);
      }
      if (parser.nextToken() != null) {
        throw new RefusedReadingException(Reason.NOT_JSON, "text follows after the reading");
      }
    } catch (IOException e) {
      throw new RefusedReadingException(Reason.NOT_JSON, "not JSON: " + firstLine(e));
    }
    if (known.isEmpty()) {
      throw new RefusedReadingException(
          unknownField == null ? Reason.EMPTY : Reason.UNKNOWN_FIELD,
          "no field of %s%s"
              .formatted(settings.features(), unknownField == null ? "" : ", but " + unknownField));
    }
    if (unknownField != null && settings.refuseUnknown()) {
      throw new RefusedReadingException(
          Reason.UNKNOWN_FIELD,
          "field %s is none of %s".formatted(unknownField, settings.features()));
    }
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private void parseObject(JsonParser parser, double[] features) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals(settings.timestampField())) {
        timestamp = time(name, parser, token);
      } else if (name.equals(settings.seriesField())) {
        series = token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getText() : null;
        parser.skipChildren();
      } else {
        takeFeature(name, parser, token, features);
      }
    }
  }

  private void takeFeature(String name, JsonParser parser, JsonToken token, double[] features)
      throws IOException {
    int index = settings.features().indexOf(name);
    if (index < 0) {
      unknownField = shortened(name);
      parser.skipChildren();
      return;
    }
    if (known.get(index)) {
      throw new RefusedReadingException(
          Reason.DUPLICATE_FIELD, name + " stands twice, must stand once");
    }
    known.set(index);
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    if (!token.isNumeric()) {
      throw new RefusedReadingException(
          Reason.NOT_A_NUMBER, "%s is %s, must be a number".formatted(name, shown(parser, token)));
    }
    double number = parser.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw new RefusedReadingException(
          Reason.NOT_FINITE, "%s is %s, must be finite".formatted(name, number));
    }
    if (Math.abs(number) > LARGEST) {
      throw new RefusedReadingException(
          Reason.OUT_OF_RANGE, "%s is %s, must be within 1e30".formatted(name, number));
    }
    features[index] = number;
  }

  private static String shown(JsonParser parser, JsonToken token) throws IOException {
    String text = token.isScalarValue() ? parser.getText() : token.asString();
    return "\"" + shortened(text) + "\"";
  }

  private static String shortened(String text) {
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
  }

  /** Null stands for a time that is missing. */
  private static @Nullable Long time(String name, JsonParser parser, JsonToken token)
      throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    try {
      if (token == JsonToken.VALUE_NUMBER_INT) {
        return parser.getLongValue();
      }
      if (token == JsonToken.VALUE_STRING) {
        String text = parser.getText();
        return text.endsWith("Z")
            ? Instant.parse(text).toEpochMilli()
            : OffsetDateTime.parse(text).toInstant().toEpochMilli();
      }
    } catch (DateTimeException | ArithmeticException | InputCoercionException e) {
      throw noTime(name, parser, token);
    }
    throw noTime(name, parser, token);
  }

  private static RefusedReadingException noTime(String name, JsonParser parser, JsonToken token)
      throws IOException {
    return new RefusedReadingException(
        Reason.BAD_TIMESTAMP,
        "%s is %s, must be ISO-8601 with a zone, or epoch milliseconds"
            .formatted(name, shown(parser, token)));
  }

  private String requireSeries() {
    if (series == null || series.isEmpty()) {
      throw new RefusedReadingException(
          Reason.NO_SERIES,
          "field " + settings.seriesField() + " is missing, must name the series");
    }
    // Cheap for the usual id: only a long one is encoded to count.
    int bytes = 3 * series.length() <= LONGEST_SERIES_ID ? 0 : series.getBytes(UTF_8).length;
    if (bytes > LONGEST_SERIES_ID) {
      throw new RefusedReadingException(
          Reason.LONG_SERIES_ID,
          "the series id has %d bytes, must have at most %d".formatted(bytes, LONGEST_SERIES_ID));
    }
    return series;
  }

  private long requireTimestamp(long recordTime, long now) {
    if (settings.timestampField() != null && timestamp == null) {
      throw new RefusedReadingException(
          Reason.NO_TIMESTAMP,
          "field " + settings.timestampField() + " is missing, must be the time");
    }
    long time = timestamp == null ? recordTime : timestamp;
    if (time > now + settings.futureMax().toMillis()
        || time < now - settings.pastMax().toMillis()) {
      throw new RefusedReadingException(
          Reason.BAD_TIMESTAMP,
          "the time is %s, must be at most %s ahead of and %s behind the wall clock"
              .formatted(Instant.ofEpochMilli(time), settings.futureMax(), settings.pastMax()));
    }
    return time;
  }
}
