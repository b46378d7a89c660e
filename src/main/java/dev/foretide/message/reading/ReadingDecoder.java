package dev.foretide.message.reading;

/** Makes readings of the records of a readings topic. Owned by one thread. */
public interface ReadingDecoder {
  /**
   * Decodes a record.
   *
   * @param now wall clock, milliseconds since the epoch
   * @return what it has come to; valid until the next call
   * @throws RefusedReadingException saying why the record as a whole cannot be read
   */
  DecodedRecord decode(SourceRecord record, long now);
}
