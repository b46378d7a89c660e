package dev.foretide.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foretide.message.RefusedReadingException.Reason;
import dev.foretide.series.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What a record has said of its reading so far, and the rules that hold in every format. A feature
 * that is missing or null is NaN. Owned by one thread.
 */
final class ReadingBuilder {
  /** Longer ids would be carried, whole, by every message and segment of their series. */
  static final int LONGEST_SERIES_ID = 1_024;

  /** The feature that a bare number is. */
  static final String BARE = "value";

  /** Beyond this a float32 window could not hold differences. */
  private static final double LARGEST = 1e30;

  /** Characters of a name or value in a message. */
  private static final int LONGEST_SHOWN = 40;

  private final ReadingSettings settings;
  private @Nullable String series;
  private @Nullable Long timestamp;
  private @Nullable String unknownField;
  private final BitSet known = new BitSet();
  private double[] features = {};

  ReadingBuilder(ReadingSettings settings) {
    this.settings = settings;
  }

  /** Begins with another record; refuses one without a value. */
  void begin(byte @Nullable [] key, byte @Nullable [] value) {
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
    features = new double[settings.features().size()];
    Arrays.fill(features, Double.NaN);
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

  /** Place of a feature among the features; negative where the name is none, which is noted. */
  int place(String name) {
    int index = settings.features().indexOf(name);
    if (index < 0) {
      unknownField = shortened(name);
      return index;
    }
    if (known.get(index)) {
      throw new RefusedReadingException(
          Reason.DUPLICATE_FIELD, name + " stands twice, must stand once");
    }
    known.set(index);
    return index;
  }

  void feature(int place, String name, double number) {
    if (!Double.isFinite(number)) {
      throw new RefusedReadingException(
          Reason.NOT_FINITE, "%s is %s, must be finite".formatted(name, number));
    }
    if (Math.abs(number) > LARGEST) {
      throw new RefusedReadingException(
          Reason.OUT_OF_RANGE, "%s is %s, must be within 1e30".formatted(name, number));
    }
    features[place] = number;
  }

  void series(@Nullable String id) {
    series = id;
  }

  void timestamp(@Nullable Long epochMillis) {
    timestamp = epochMillis;
  }

  @Nullable String unknownField() {
    return unknownField;
  }

  /** The time that a text names; null where it names none. */
  static @Nullable Long time(String text) {
    try {
      return text.endsWith("Z")
          ? Instant.parse(text).toEpochMilli()
          : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  static RefusedReadingException noTime(String name, String shown) {
    return new RefusedReadingException(
        Reason.BAD_TIMESTAMP,
        "%s is %s, must be ISO-8601 with a zone, or epoch milliseconds".formatted(name, shown));
  }

  static String shortened(String text) {
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
  }

  /** The reading, if it is one. */
  Reading reading(long recordTime, long now) {
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
    return new Reading(requireSeries(), requireTimestamp(recordTime, now), features);
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
      throw longSeriesId(bytes);
    }
    return series;
  }

  static RefusedReadingException longSeriesId(int bytes) {
    return new RefusedReadingException(
        Reason.LONG_SERIES_ID,
        "the series id has %d bytes, must have at most %d".formatted(bytes, LONGEST_SERIES_ID));
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
