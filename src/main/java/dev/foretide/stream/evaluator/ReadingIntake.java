package dev.foretide.stream.evaluator;

import dev.foretide.message.reading.DecodedRecord;
import dev.foretide.message.reading.ReadingDecoder;
import dev.foretide.message.reading.RefusedReadingException;
import dev.foretide.message.reading.SourceRecord;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.metrics.RateLimitedLog;
import dev.foretide.series.Reading;
import dev.foretide.stream.cluster.Names;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes readings of the records of one task: counts what is skipped, dead-letters what is refused.
 * Owned by one stream thread.
 */
final class ReadingIntake {
  private static final Logger LOG = LoggerFactory.getLogger(ReadingIntake.class);

  private final ReadingDecoder decoder;
  private final ForetideMetrics metrics;
  private final ProcessorContext<byte[], byte[]> context;
  private final Refusals refusals;
  private final RateLimitedLog unknownFields = new RateLimitedLog(LOG);

  ReadingIntake(
      ReadingDecoder decoder, ForetideMetrics metrics, ProcessorContext<byte[], byte[]> context) {
    this.decoder = decoder;
    this.metrics = metrics;
    this.context = context;
    this.refusals = new Refusals(metrics);
  }

  /** The readings of a record, in its order; valid until the next call. */
  List<Reading> readingsOf(Record<byte[], byte[]> record) {
    DecodedRecord decoded;
    try {
      decoded = decoder.decode(sourceOf(record), context.currentSystemTimeMs());
    } catch (RefusedReadingException e) {
      refuse(record, e);
      return List.of();
    }
    if (!decoded.skipped().isEmpty()) {
      decoded.skipped().forEach((why, count) -> metrics.skipped(why.word(), count));
    }
    if (decoded.refusal() != null) {
      refuse(record, decoded.refusal());
    }
    if (decoded.unknownField() != null) {
      unknownFields.warn(
          context.currentSystemTimeMs(),
          "Field %s is named nowhere in the configuration and is ignored"
              .formatted(decoded.unknownField()));
    }
    return decoded.readings();
  }

  /** Sends a record to the dead letters. */
  void refuse(Record<byte[], byte[]> record, RefusedReadingException why) {
    context.forward(refusals.refuse(record, why, context), Names.DLQ_SINK);
  }

  private SourceRecord sourceOf(Record<byte[], byte[]> record) {
    Optional<RecordMetadata> metadata = context.recordMetadata();
    String topic = metadata.isPresent() ? metadata.get().topic() : "";
    return new SourceRecord(
        topic, record.key(), record.value(), record.headers(), record.timestamp());
  }
}
