package dev.foretide.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends the readings, step by step at a steady rate, each of them once: the producer is idempotent
 * and waits for the brokers as long as it takes.
 */
final class Feeder implements AutoCloseable {
  private final Readings readings;
  private final String topic;
  private final long stepNanos;
  private final KafkaProducer<String, String> producer;
  private final Thread thread = new Thread(this::run, "feeder");
  private volatile long next;
  private volatile boolean stopped;
  private volatile Throwable failure;
  private volatile long sent;

  Feeder(String bootstrapServers, String topic, Readings readings, int stepsPerSecond) {
    this.readings = readings;
    this.topic = topic;
    this.stepNanos = TimeUnit.SECONDS.toNanos(1) / stepsPerSecond;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "linger.ms",
                5,
                "delivery.timeout.ms",
                600_000,
                "max.block.ms",
                600_000),
            new StringSerializer(),
            new StringSerializer());
  }

  void start() {
    thread.start();
  }

  private void run() {
    List<String> names = readings.names();
    long due = System.nanoTime();
    long count = 0;
    for (long step = 0; !stopped; step++) {
      for (Readings.Reading reading : readings.of(step)) {
        Future<RecordMetadata> unused =
            producer.send(
                new ProducerRecord<>(
                    topic, null, reading.timestamp(), names.get(reading.series()), reading.value()),
                (metadata, fault) -> failure = fault == null ? failure : fault);
        count++;
      }
      next = step + 1;
      sent = count;
      due += stepNanos;
      long early = due - System.nanoTime();
      if (early > 0) {
        LockSupport.parkNanos(early);
      }
    }
    producer.flush();
  }

  /** Number of the step that is sent next. */
  long next() {
    return next;
  }

  long sent() {
    return sent;
  }

  /** Ends after a whole step, when the brokers have all readings. */
  void finish() throws InterruptedException {
    stopped = true;
    thread.join();
    if (failure != null) {
      throw new IllegalStateException("a reading could not be sent", failure);
    }
  }

  @Override
  public void close() {
    stopped = true;
    producer.close(Duration.ZERO);
  }
}
