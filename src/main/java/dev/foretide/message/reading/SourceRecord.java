package dev.foretide.message.reading;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record of a readings topic as its producer wrote it.
 *
 * @param topic its topic
 * @param timestamp milliseconds since the epoch
 */
@SuppressWarnings("ArrayRecordComponent") // never written
public record SourceRecord(
    String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers, long timestamp) {

  /** A record without headers. */
  public SourceRecord(
      String topic, byte @Nullable [] key, byte @Nullable [] value, long timestamp) {
    this(topic, key, value, new RecordHeaders(), timestamp);
  }
}
