package dev.foretide.stream.evaluator;

import dev.foretide.message.reading.RefusedReadingException;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.metrics.RateLimitedLog;
import dev.foretide.stream.cluster.RecordCoordinates;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts, logs and dead-letters refused readings; each reason has a rate limit of its own. Owned by
 * one thread.
 */
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final ForetideMetrics metrics;
  private final Map<Reason, RateLimitedLog> logs = new EnumMap<>(Reason.class);

  Refusals(ForetideMetrics metrics) {
    this.metrics = metrics;
  }

  /** The record for the dead-letter topic. */
  Record<byte[], byte[]> refuse(
      Record<byte[], byte[]> record, RefusedReadingException why, ProcessorContext<?, ?> context) {
    RecordMetadata where = context.recordMetadata().orElse(null);
    metrics.reading("refused");
    metrics.deadLetter(why.reason().word());
    logs.computeIfAbsent(why.reason(), reason -> new RateLimitedLog(LOG))
        .warn(
            context.currentSystemTimeMs(),
            "Reading refused at %s: %s".formatted(RecordCoordinates.of(context), why.getMessage()));
    return DeadLetter.of(record, why, where);
  }
}
