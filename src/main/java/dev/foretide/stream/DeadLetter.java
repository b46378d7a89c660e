package dev.foretide.stream;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A refused record on its way to the dead-letter topic: the original bytes, time and headers, and
 * the headers that Kafka Streams itself sets (KIP-1034), with our reason beside them.
 */
final class DeadLetter {
  static final String REASON = "foretide.reason";
  private static final String PREFIX = "__streams.errors.";

  private DeadLetter() {}

  static Record<byte[], byte[]> of(
      Record<byte[], byte[]> refused, RefusedReadingException why, @Nullable RecordMetadata where) {
    Headers headers = new RecordHeaders(refused.headers());
    add(headers, PREFIX + "exception", why.getClass().getName());
    add(headers, PREFIX + "message", String.valueOf(why.getMessage()));
    add(headers, PREFIX + "stacktrace", why.getStackTrace()[0].toString());
    if (where != null) {
      add(headers, PREFIX + "topic", where.topic());
      add(headers, PREFIX + "partition", Integer.toString(where.partition()));
      add(headers, PREFIX + "offset", Long.toString(where.offset()));
    }
    add(headers, REASON, why.reason().word());
    return refused.withHeaders(headers).withTimestamp(Math.max(0, refused.timestamp()));
  }

  private static void add(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
