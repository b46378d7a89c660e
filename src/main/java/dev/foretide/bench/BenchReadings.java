package dev.foretide.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Readings of many sensors, each a sine with noise, in the order of their steps. Owned by one
 * thread.
 */
final class BenchReadings implements AutoCloseable {
  static final long STEP_MILLIS = 1_000;

  /** A whole step, in the past: no wall clock waits for these. */
  private static final long BEGIN_MILLIS = 1_700_000_000_000L;

  private final int series;
  private final String topic;
  private final String[] names;
  private final KafkaProducer<String, byte[]> producer;
  private long sent;

  /**
   * @param lingerMillis how long the producer waits for more
   */
  BenchReadings(String servers, String topic, int series, int lingerMillis) {
    this.series = series;
    this.topic = topic;
    this.names = new String[series];
    for (int i = 0; i < series; i++) {
      names[i] = "site-%03d/sensor-%06d".formatted(i % 1_000, i);
    }
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                servers,
                "linger.ms",
                lingerMillis,
                "batch.size",
                131_072,
                "compression.type",
                "lz4"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  long sent() {
    return sent;
  }

  /** Number of a reading, from 0, of its series and the timestamp of its step. */
  static long number(String name, long timestamp, int series) {
    int index = Integer.parseInt(name, name.length() - 6, name.length(), 10);
    return (timestamp - BEGIN_MILLIS) / STEP_MILLIS * series + index;
  }

  /** Sends the next readings without a pause. */
  void send(long count) {
    for (long i = 0; i < count; i++) {
      sendNext();
    }
    producer.flush();
  }

  /** Sends the next reading. */
  void sendNext() {
    int index = (int) (sent % series);
    long step = sent / series;
    double sine = Math.sin(2 * Math.PI * step / (24 + index % 13));
    double value = 20 + index % 50 + (1 + index % 7) * sine + 0.2 * noise(sent);
    String json =
        String.format(Locale.ROOT, "{\"value\":%d.%03d}", (long) value, thousandths(value));
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic,
                null,
                BEGIN_MILLIS + step * STEP_MILLIS,
                names[index],
                json.getBytes(UTF_8)));
    sent++;
  }

  private static long thousandths(double value) {
    return (long) (value * 1_000) % 1_000;
  }

  /** Uniform in [0, 1): the finaliser of SplitMix64. */
  private static double noise(long number) {
    long z = (number + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }

  @Override
  public void close() {
    producer.close();
  }
}
