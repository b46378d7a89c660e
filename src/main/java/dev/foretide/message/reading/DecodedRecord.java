package dev.foretide.message.reading;

import dev.foretide.series.Reading;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a record has come to: its readings, what of it was skipped, and what was refused. One object
 * is filled again and again by its decoder; owned by one thread.
 */
public final class DecodedRecord {
  /** Why a record, or an item of one, is no reading although nothing is wrong with it. */
  public enum Skip {
    /** A record without a value, or a deleted row. */
    TOMBSTONE,
    /** An id that {@code readings.series.include} does not match. */
    OTHER_SERIES,
    /** A narrow record whose name is no feature. */
    OTHER_NAME,
    /** An item of several without a feature, or none at all. */
    NO_FEATURE;

    /** The word used in metrics. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final List<Reading> readings = new ArrayList<>(1);
  private final Map<Skip, Integer> skipped = new EnumMap<>(Skip.class);
  private @Nullable RefusedReadingException refusal;
  private int refused;
  private @Nullable String unknownField;

  void clear() {
    readings.clear();
    if (!skipped.isEmpty()) {
      skipped.clear();
    }
    refusal = null;
    refused = 0;
    unknownField = null;
  }

  void add(Reading reading) {
    readings.add(reading);
  }

  void skip(Skip why) {
    skipped.merge(why, 1, Integer::sum);
  }

  void refuse(RefusedReadingException why) {
    refusal = refusal == null ? why : refusal;
    refused++;
  }

  void unknownField(@Nullable String name) {
    unknownField = name;
  }

  /** The readings, in the order of the record; valid until the next one is decoded. */
  public List<Reading> readings() {
    return readings;
  }

  /** How many items were skipped, by reason. */
  public Map<Skip, Integer> skipped() {
    return skipped;
  }

  /** Why the first refused item is no reading; null when none was refused. */
  public @Nullable RefusedReadingException refusal() {
    return refusal;
  }

  /** Items that were refused. */
  public int refused() {
    return refused;
  }

  /** A field that is named nowhere and was read past, or null. */
  public @Nullable String unknownField() {
    return unknownField;
  }
}
