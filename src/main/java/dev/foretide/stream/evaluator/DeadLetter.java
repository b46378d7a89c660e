package dev.foretide.stream.evaluator;

import dev.foretide.message.reading.RefusedReadingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A refused record on its way to the dead-letter topic: the original bytes, time and headers, cut
 * where they are too long for the topic, and the headers that Kafka Streams itself sets (KIP-1034),
 * with our reason beside them.
 */
public final class DeadLetter {
  public static final String REASON = "foretide.reason";

  /** Says which parts of the record were longer than a dead letter may be. */
  public static final String CUT = "foretide.cut";

  /** Together below the megabyte that a topic takes by default, with room for our headers. */
  private static final int LONGEST_VALUE = 800_000;

  private static final int LONGEST_KEY = 50_000;
  private static final int LONGEST_HEADERS = 50_000;
  private static final String PREFIX = "__streams.errors.";

  /** Durable: where {@link RefusedReadingException} once stood, and tools of users filter by. */
  private static final String EXCEPTION = "dev.foretide.stream.RefusedReadingException";

  private DeadLetter() {}

  static Record<byte[], byte[]> of(
      Record<byte[], byte[]> refused, RefusedReadingException why, @Nullable RecordMetadata where) {
    Headers headers = new RecordHeaders();
    StringBuilder cut = new StringBuilder();
    int headerBytes = sizeOf(refused.headers());
    if (headerBytes <= LONGEST_HEADERS) {
      refused.headers().forEach(headers::add);
    } else {
      cut.append("headers of ").append(headerBytes).append(" bytes; ");
    }
    byte[] key = cut(refused.key(), LONGEST_KEY, "key", cut);
    byte[] value = cut(refused.value(), LONGEST_VALUE, "value", cut);
    if (!cut.isEmpty()) {
      add(headers, CUT, cut.substring(0, cut.length() - 2));
    }
    add(headers, PREFIX + "exception", EXCEPTION);
    add(headers, PREFIX + "message", String.valueOf(why.getMessage()));
    add(headers, PREFIX + "stacktrace", why.getStackTrace()[0].toString());
    if (where != null) {
      add(headers, PREFIX + "topic", where.topic());
      add(headers, PREFIX + "partition", Integer.toString(where.partition()));
      add(headers, PREFIX + "offset", Long.toString(where.offset()));
    }
    add(headers, REASON, why.reason().word());
    return new Record<>(key, value, Math.max(0, refused.timestamp()), headers);
  }

  private static int sizeOf(Headers headers) {
    int size = 0;
    for (Header header : headers) {
      size += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }

  private static byte @Nullable [] cut(
      byte @Nullable [] bytes, int longest, String what, StringBuilder cut) {
    if (bytes == null || bytes.length <= longest) {
      return bytes;
    }
    cut.append(what).append(" of ").append(bytes.length).append(" bytes; ");
    return Arrays.copyOf(bytes, longest);
  }

  private static void add(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
