package dev.foretide.stream;

import dev.foretide.metrics.ForetideMetrics;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.LoggerFactory;

/** Counts, logs and dead-letters refused readings. Owned by one thread. */
final class Refusals {
  private final ForetideMetrics metrics;
  private final RateLimitedLog log = new RateLimitedLog(LoggerFactory.getLogger(Refusals.class));

  Refusals(ForetideMetrics metrics) {
    this.metrics = metrics;
  }

  /** The record for the dead-letter topic. */
  Record<byte[], byte[]> refuse(
      Record<byte[], byte[]> record, RefusedReadingException why, ProcessorContext<?, ?> context) {
    RecordMetadata where = context.recordMetadata().orElse(null);
    metrics.reading("refused");
    metrics.deadLetter(why.reason().word());
    log.warn(
        context.currentSystemTimeMs(),
        "Reading refused at %s: %s".formatted(coordinates(where), why.getMessage()));
    return DeadLetter.of(record, why, where);
  }

  static String coordinates(@org.jspecify.annotations.Nullable RecordMetadata where) {
    return where == null
        ? "an unknown place"
        : "%s-%d@%d".formatted(where.topic(), where.partition(), where.offset());
  }
}
