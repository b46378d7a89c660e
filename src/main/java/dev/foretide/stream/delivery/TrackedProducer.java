package dev.foretide.stream.delivery;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A producer that knows which series have results under way: sent, and perhaps not yet with the
 * brokers. Used by one stream thread; failures are counted by the producer's own.
 */
final class TrackedProducer extends KafkaProducer<byte[], byte[]> {
  private final Set<String> results;
  private final Set<Bytes> underWay = new HashSet<>();
  private byte @Nullable [] newest;
  private final AtomicLong failures = new AtomicLong();

  /**
   * @param results topics of forecasts and scores, whose keys are series
   */
  TrackedProducer(Map<String, Object> settings, Set<String> results) {
    super(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.results = results;
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    if (record.key() != newest && results.contains(record.topic())) {
      newest = record.key(); // the same array for all results of a reading
      underWay.add(Bytes.wrap(newest));
    }
    return super.send(
        record,
        (metadata, fault) -> {
          if (fault != null) {
            failures.incrementAndGet();
          }
          callback.onCompletion(metadata, fault);
        });
  }

  @Override
  public void flush() {
    super.flush();
    underWay.clear();
    newest = null;
  }

  /** Waits, if need be, until each result of a series has reached the brokers or has failed. */
  void settle(Bytes series) {
    if (underWay.contains(series)) {
      flush();
    }
  }

  /** Messages that have failed so far. */
  long failures() {
    return failures.get();
  }
}
