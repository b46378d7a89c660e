package dev.foretide.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foretide.series.Reading;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Readings of many sensors, each a sine with noise, in the order of their steps. Sensors whose
 * numbers differ by {@link #KINDS} send the same but for the noise. Owned by one thread.
 */
final class BenchReadings implements AutoCloseable {
  static final long STEP_MILLIS = 1_000;

  static final int KINDS = 64;

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
      names[i] = name(i);
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

  /** Of a sensor, by its number. */
  static String name(int index) {
    return "site-%03d/sensor-%06d".formatted(index % 1_000, index);
  }

  /**
   * What a sensor had sent before the first of the readings that are sent.
   *
   * @param features how many each has, all the same
   */
  static List<Reading> before(int index, int steps, int features) {
    List<Reading> readings = new ArrayList<>(steps);
    for (long step = -steps; step < 0; step++) {
      double[] values = new double[features];
      Arrays.fill(values, thousandths(index, step, step * KINDS + index) / 1e3);
      readings.add(new Reading(name(index), time(step), values));
    }
    return readings;
  }

  private static long time(long step) {
    return BEGIN_MILLIS + step * STEP_MILLIS;
  }

  /**
   * @param number that the noise is made of
   */
  private static long thousandths(int index, long step, long number) {
    int kind = index % KINDS;
    double sine = Math.sin(2 * Math.PI * step / (24 + kind % 13));
    return (long) (1e3 * (20 + kind % 50 + (1 + kind % 7) * sine + 0.2 * noise(number)));
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
    long thousandths = thousandths(index, step, sent);
    String json = "{\"value\":" + BigDecimal.valueOf(thousandths, 3) + "}"; // cheaper than a format
    var unused =
        producer.send(
            new ProducerRecord<>(topic, null, time(step), names[index], json.getBytes(UTF_8)));
    sent++;
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
