package dev.foretide.config;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How records are read.
 *
 * @param format of the value
 * @param features the features, in order
 * @param targets those that are forecast: of several, each is a series of its own
 * @param series which series a reading is of
 * @param time when it was taken
 * @param items what of a record is a reading
 * @param numbers what is a number
 * @param refuseUnknown whether a field that is named nowhere makes a record invalid
 */
public record ReadingSettings(
    ReadingFormat format,
    List<Feature> features,
    List<String> targets,
    SeriesId series,
    Time time,
    Items items,
    Numbers numbers,
    boolean refuseUnknown) {

  public ReadingSettings {
    features = List.copyOf(features);
    targets = List.copyOf(targets);
  }

  /**
   * A feature.
   *
   * @param name its name in forecasts and models
   * @param reference where its value stands; in narrow records, the text that names it
   */
  public record Feature(String name, Reference reference) {}

  /**
   * Which series a reading is of.
   *
   * @param references parts of its id, joined by {@code /}; none for the key
   * @param key what the bytes of a key are
   * @param include what is found in ids that are taken, others are skipped; null for all
   */
  public record SeriesId(List<Reference> references, KeyFormat key, @Nullable Pattern include) {
    public SeriesId {
      references = List.copyOf(references);
    }
  }

  /**
   * When a reading was taken.
   *
   * @param reference where the time stands; null for the record's timestamp, or for the time that
   *     the format has by itself
   * @param precision unit of a time that is a number; null where nobody has said it
   * @param zone of times without an offset; null where nobody has said it, and they are refused
   * @param futureMax how far a time may lie ahead of the wall clock
   * @param pastMax how far a time may lie behind it
   */
  public record Time(
      @Nullable Reference reference,
      @Nullable TimePrecision precision,
      @Nullable ZoneId zone,
      Duration futureMax,
      Duration pastMax) {}

  /**
   * What of a record is a reading.
   *
   * @param each tokens of the path to the items, {@link #EVERY} for each element or member; empty
   *     for the record itself
   * @param name where the name of the feature stands; null for wide records
   * @param value where its number stands then
   * @param skipTombstones whether a record without a value is skipped; else it is refused
   */
  public record Items(
      List<String> each,
      @Nullable Reference name,
      @Nullable Reference value,
      boolean skipTombstones) {
    public Items {
      each = List.copyOf(each);
    }
  }

  /** The token of a path that stands for each element or member. */
  public static final String EVERY = "*";

  /**
   * What is a number.
   *
   * @param parseText whether a text may be one
   * @param missing texts and numbers that stand for a missing value
   */
  public record Numbers(boolean parseText, Set<String> missing) {
    public Numbers {
      missing = Set.copyOf(missing);
    }
  }

  /** Names of the features. */
  public List<String> names() {
    return features.stream().map(Feature::name).toList();
  }

  /** Whether readings have to be sent to the partition of their series first. */
  public boolean rekeys() {
    return format.fansOut()
        || !items.each().isEmpty()
        || targets.size() > 1
        || !series.references().isEmpty();
  }

  /** Features of a reading of one series. */
  public int featuresOfSeries() {
    return targets.size() > 1 ? 1 + features.size() - targets.size() : features.size();
  }

  /** Whether the features are plain names of the record's own members. */
  public boolean isFlat() {
    return items.each().isEmpty()
        && items.name() == null
        && features.stream().allMatch(f -> f.reference().kind() == Reference.Kind.NAME)
        && (time.reference() == null || time.reference().kind() == Reference.Kind.NAME)
        && series.references().stream().allMatch(r -> r.kind() == Reference.Kind.NAME);
  }
}
