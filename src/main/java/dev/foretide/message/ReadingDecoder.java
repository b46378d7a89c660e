package dev.foretide.message;

import dev.foretide.series.Reading;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Reading} of a record of the readings topic. Owned by one thread. */
public interface ReadingDecoder {
  /**
   * Decodes a record.
   *
   * @param recordTime the record's timestamp
   * @param now wall clock, milliseconds since the epoch
   * @throws RefusedReadingException saying why it is no reading
   */
  Reading decode(byte @Nullable [] key, byte @Nullable [] value, long recordTime, long now);

  /** A field outside the features that was read past in the last record, or null. */
  @Nullable String unknownField();
}
