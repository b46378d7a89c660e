package dev.foretide.message.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foretide.config.ReadingSettings;
import dev.foretide.config.Reference;
import dev.foretide.forecast.ForecastSettings;
import dev.foretide.message.reading.DecodedRecord.Skip;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import dev.foretide.series.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What an item of a record has said of its reading so far, and the rules that hold in every format.
 * A feature that is missing or null is NaN. Owned by one thread.
 */
final class ReadingBuilder {
  /** Longer ids would be carried, whole, by every message and segment of their series. */
  static final int LONGEST_SERIES_ID = 1_024;

  /** The feature that a bare number is. */
  static final String BARE = "value";

  private final ReadingSettings settings;
  private final List<String> names;
  private final NumberRules numbers;
  private final TimeRules times;
  private final KeyReader keys;
  private final SeriesFeatures layout;
  private final DecodedRecord decoded = new DecodedRecord();
  private final BitSet known = new BitSet();
  private final @Nullable String[] seriesParts;
  private @Nullable SourceRecord record;
  private double[] features = {};
  private @Nullable String series;
  private boolean hasTime;
  private @Nullable String unknownField;
  private @Nullable RefusedReadingException featureRefusal;

  ReadingBuilder(ReadingSettings settings) {
    this.settings = settings;
    this.names = settings.names();
    this.numbers = new NumberRules(settings.numbers());
    this.times = new TimeRules(settings.time());
    this.keys = new KeyReader(settings.series().key());
    this.layout = new SeriesFeatures(settings);
    this.seriesParts = new String[settings.series().references().size()];
  }

  /**
   * Begins with another record.
   *
   * @return whether there is something to read: else it was skipped
   */
  boolean begin(SourceRecord next) {
    decoded.clear();
    record = next;
    byte[] value = next.value();
    if (value == null) {
      tombstone("the value is null, must be a reading");
      return false;
    }
    if (value.length == 0) {
      throw new RefusedReadingException(Reason.EMPTY, "the value is empty, must be a reading");
    }
    beginItem();
    return true;
  }

  /** Skips a record without a value, or refuses it. */
  void tombstone(String message) {
    if (!settings.items().skipTombstones()) {
      throw new RefusedReadingException(
          Reason.TOMBSTONE, message + ": readings.tombstones=skip passes over it");
    }
    decoded.skip(Skip.TOMBSTONE);
  }

  /** Begins with another item of the record. */
  void beginItem() {
    known.clear();
    features = new double[names.size()];
    Arrays.fill(features, Double.NaN);
    Arrays.fill(seriesParts, null);
    series = null;
    hasTime = false;
    unknownField = null;
    featureRefusal = null;
  }

  /** What the record has come to. */
  DecodedRecord decoded() {
    return decoded;
  }

  /** A field that is named nowhere. */
  void unknown(String name) {
    unknownField = Shown.shortened(name);
  }

  /** Notes that a feature is there, perhaps without a value. */
  void found(int place) {
    if (known.get(place)) {
      throw new RefusedReadingException(
          Reason.DUPLICATE_FIELD, names.get(place) + " stands twice, must stand once");
    }
    known.set(place);
  }

  boolean hasFeature() {
    return !known.isEmpty();
  }

  void number(int place, double number) {
    try {
      features[place] = numbers.number(names.get(place), number);
    } catch (RefusedReadingException e) {
      refuseFeature(e);
    }
  }

  void text(int place, String text) {
    try {
      features[place] = numbers.text(names.get(place), text);
    } catch (RefusedReadingException e) {
      refuseFeature(e);
    }
  }

  /** Refuses the reading in the end, unless its series is not asked for. */
  void refuseFeature(RefusedReadingException why) {
    featureRefusal = featureRefusal == null ? why : featureRefusal;
  }

  RefusedReadingException notANumber(int place, String shown) {
    return new RefusedReadingException(
        Reason.NOT_A_NUMBER, "%s is %s, must be a number".formatted(names.get(place), shown));
  }

  /** Part of the id, or null where it is missing. */
  void seriesPart(int part, @Nullable String text) {
    seriesParts[part] = text;
  }

  /** The id that holds unless one is configured. */
  void series(String id) {
    series = id;
  }

  /** The rules of times, to give them the one of the item. */
  TimeRules time() {
    hasTime = true;
    return times;
  }

  /** Ends the item: one reading for each target, or none where the series is not asked for. */
  void end(long now) {
    if (known.isEmpty()) {
      throw new RefusedReadingException(
          unknownField == null ? Reason.EMPTY : Reason.UNKNOWN_FIELD,
          "no field of %s%s".formatted(names, unknownField == null ? "" : ", but " + unknownField));
    }
    if (unknownField != null && settings.refuseUnknown()) {
      throw new RefusedReadingException(
          Reason.UNKNOWN_FIELD, "field %s is none of %s".formatted(unknownField, names));
    }
    decoded.unknownField(unknownField);
    String id = requireSeries();
    if (settings.series().include() != null && !settings.series().include().matcher(id).find()) {
      decoded.skip(Skip.OTHER_SERIES);
      return;
    }
    if (featureRefusal != null) {
      throw featureRefusal;
    }
    long time = requireTime(now);
    if (!layout.areSeveral()) {
      decoded.add(new Reading(id, time, features));
      return;
    }
    for (int target = 0; target < settings.targets().size(); target++) {
      if (layout.concerns(target, known)) {
        decoded.add(
            new Reading(
                ForecastSettings.seriesOf(id, settings.targets().get(target)),
                time,
                layout.of(target, features)));
      }
    }
  }

  private SourceRecord record() {
    if (record == null) {
      throw new IllegalStateException("there is no record to read");
    }
    return record;
  }

  private String requireSeries() {
    String id = seriesParts.length > 0 ? joined() : series;
    if (id == null) {
      id = keys.seriesOf(record().key());
    }
    // Cheap for the usual id: only a long one is encoded to count.
    int bytes = 3 * id.length() <= LONGEST_SERIES_ID ? 0 : id.getBytes(UTF_8).length;
    if (bytes > LONGEST_SERIES_ID) {
      throw longSeriesId(bytes);
    }
    return id;
  }

  static RefusedReadingException longSeriesId(int bytes) {
    return new RefusedReadingException(
        Reason.LONG_SERIES_ID,
        "the series id has %d bytes, must have at most %d".formatted(bytes, LONGEST_SERIES_ID));
  }

  private String joined() {
    for (int i = 0; i < seriesParts.length; i++) {
      Reference reference = settings.series().references().get(i);
      if (reference.isOutside()) {
        seriesParts[i] = outside(reference);
      }
      if (seriesParts[i] == null) {
        throw new RefusedReadingException(
            Reason.NO_SERIES,
            "%s is missing, must name the series".formatted(described(reference)));
      }
    }
    String id = seriesParts.length == 1 ? seriesParts[0] : String.join("/", seriesParts);
    if (id == null || id.isEmpty()) {
      throw new RefusedReadingException(
          Reason.NO_SERIES,
          "%s is empty, must name the series"
              .formatted(described(settings.series().references().get(0))));
    }
    return id;
  }

  private static String described(Reference reference) {
    return reference.kind() == Reference.Kind.NAME ? "field " + reference : reference.text();
  }

  /** What stands outside of the value; null for nothing. */
  private @Nullable String outside(Reference reference) {
    return switch (reference.kind()) {
      case TOPIC -> record().topic();
      case HEADER -> header(reference.tokens().get(0));
      default -> key(reference);
    };
  }

  private @Nullable String header(String name) {
    Header header = record().headers().lastHeader(name);
    if (header == null || header.value() == null) {
      return null;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(header.value())).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private @Nullable String key(Reference reference) {
    if (reference.tokens().isEmpty()) {
      return keys.seriesOf(record().key());
    }
    JsonNode key = keys.node(record().key());
    JsonNode found = key == null ? null : Scope.of(key).find(reference);
    return found == null || !found.isValueNode() || found.isNull() ? null : found.asText();
  }

  private long requireTime(long now) {
    Reference reference = settings.time().reference();
    if (reference == null) {
      if (!hasTime) {
        times.millis(record().timestamp());
      }
      return times.required("the time", now);
    }
    if (reference.isOutside()) {
      String text = outside(reference);
      if (text != null) {
        time().text(reference.text(), text);
      }
    }
    if (!hasTime) {
      throw new RefusedReadingException(
          Reason.NO_TIMESTAMP, "%s is missing, must be the time".formatted(described(reference)));
    }
    return times.required(reference.text(), now);
  }
}
