package dev.foretide.message.reading;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A format whose records are looked into as trees. Owned by one thread.
 *
 * <p>A point in time that the format knows as such is an {@link java.time.Instant} in a {@link
 * com.fasterxml.jackson.databind.node.POJONode}, whatever unit it was written in.
 */
interface TreeFormat {
  /**
   * The trees of a record: one, or one for each of its measurements.
   *
   * @param record a record with a value that is not empty
   * @throws RefusedReadingException where the record is not of this format
   */
  List<Tree> read(SourceRecord record);

  /** Whether one record may have several trees. */
  default boolean fansOut() {
    return false;
  }

  /**
   * A tree, and what the format itself says of it.
   *
   * @param scope the value, with what encloses it
   * @param series id that holds unless {@code readings.series} is set; null for the record's key
   * @param time milliseconds since the epoch that hold unless {@code readings.timestamp} is set;
   *     null for the record's timestamp
   * @param deleted whether it tells of something that is there no more
   */
  record Tree(Scope scope, @Nullable String series, @Nullable Long time, boolean deleted) {
    /** A tree of which the format itself says nothing. */
    static Tree of(Scope scope) {
      return new Tree(scope, null, null, false);
    }
  }
}
