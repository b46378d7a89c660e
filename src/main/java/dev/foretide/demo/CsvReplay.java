package dev.foretide.demo;

import dev.foretide.csv.CsvFormatException;
import dev.foretide.csv.CsvHints;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a CSV file to the readings topic, row by row in the order of the file, or from its last row
 * to the first if the newest comes first.
 *
 * <p>Each numeric column becomes a field of the reading, {@code {"HUFL":5.827,"OT":30.531}}, with
 * the number as written; an empty cell is left out. The record's key is the series, its timestamp
 * the time of the row. A row in which nothing was measured is counted and not sent.
 *
 * <p>A fault in the file ends the replay with {@link CsvFormatException}; the rows before it have
 * been sent. Owned by the thread that runs it.
 */
public final class CsvReplay {
  private static final Logger LOG = LoggerFactory.getLogger(CsvReplay.class);
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * What to send, and where.
   *
   * @param seriesColumn names the series of each row; null: the file's name without its extension
   * @param timeColumn null: columns called Date and Time together, or the first called time,
   *     timestamp, date, ds or datetime, whatever the case
   * @param valueColumns empty: every other column whose first cell with content is a number
   * @param hints what is said of how the file is written
   * @param producer Kafka producer settings, at least {@code bootstrap.servers}
   */
  public record Settings(
      Path file,
      String topic,
      @Nullable String seriesColumn,
      @Nullable String timeColumn,
      List<String> valueColumns,
      ReplayRate rate,
      CsvHints hints,
      Map<String, Object> producer) {

    /** Copies the collections. */
    public Settings {
      valueColumns = List.copyOf(valueColumns);
      producer = Map.copyOf(producer);
    }

    /** One series, columns found by name, UTC, as fast as possible. */
    public static Settings of(Path file, String topic, Map<String, Object> producer) {
      return new Settings(
          file,
          topic,
          null,
          null,
          List.of(),
          ReplayRate.MAX,
          CsvHints.of(ZoneOffset.UTC),
          producer);
    }

    /** The same with other columns; null and empty as in the record. */
    public Settings withColumns(
        @Nullable String series, @Nullable String time, List<String> values) {
      return new Settings(file, topic, series, time, values, rate, hints, producer);
    }

    /** The same at another rate. */
    public Settings withRate(ReplayRate other) {
      return new Settings(
          file, topic, seriesColumn, timeColumn, valueColumns, other, hints, producer);
    }

    /** The same with times of another zone. */
    public Settings withZone(ZoneId other) {
      return withHints(CsvHints.of(other));
    }

    /** The same with something said of how the file is written. */
    public Settings withHints(CsvHints other) {
      return new Settings(
          file, topic, seriesColumn, timeColumn, valueColumns, rate, other, producer);
    }
  }

  /** How far a running replay is: rows read, records sent, time of the last row. */
  public record Progress(long rows, long sent, Instant at, Duration elapsed) {}

  /**
   * What a finished replay did.
   *
   * @param rows read; those beyond {@code sent} had nothing measured
   * @param sent records that Kafka has acknowledged
   * @param ignoredColumns passed over because they hold text or have no name
   * @param notes how the file is written, and what else was passed over, in words
   */
  public record Report(
      long rows, long sent, double seconds, List<String> ignoredColumns, List<String> notes) {}

  private final Settings settings;
  private final Producer<String, byte[]> producer;
  private final Consumer<Progress> progress;
  private final AtomicReference<@Nullable ReplayFailedException> failure = new AtomicReference<>();
  private final long start = System.nanoTime();
  private long rows;
  private long sent;
  private long reported;

  CsvReplay(Settings settings, Producer<String, byte[]> producer, Consumer<Progress> progress) {
    this.settings = settings;
    this.producer = producer;
    this.progress = progress;
  }

  /**
   * Sends the whole file, and returns when Kafka has acknowledged all of it.
   *
   * @param progress told about once a second, and at the end, on the calling thread
   * @throws CsvFormatException if the file is wrong
   * @throws ReplayFailedException if Kafka does not take a record
   * @throws IOException if the file cannot be read
   */
  public static Report run(Settings settings, Consumer<Progress> progress)
      throws IOException, InterruptedException {
    try (CsvReadings readings = new CsvReadings(settings);
        Producer<String, byte[]> producer =
            new KafkaProducer<>(
                producerSettings(settings), new StringSerializer(), new ByteArraySerializer())) {
      return new CsvReplay(settings, producer, progress).send(readings);
    }
  }

  private static Map<String, Object> producerSettings(Settings settings) {
    Map<String, Object> config = new HashMap<>();
    if (settings.rate().isMax()) {
      config.put(ProducerConfig.LINGER_MS_CONFIG, 50);
      config.put(ProducerConfig.BATCH_SIZE_CONFIG, 131_072);
      config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    } else {
      // A paced replay stands for live sensors: a reading leaves when it is due.
      config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    }
    config.putAll(settings.producer());
    return config;
  }

  Report send(CsvReadings readings) throws InterruptedException {
    CsvReadings.Reading reading = readings.next();
    while (reading != null) {
      awaitDue();
      rows++;
      if (reading.json() != null) {
        send(reading);
      }
      if (System.nanoTime() - start - reported >= PROGRESS_NANOS) {
        tell(reading.at());
      }
      CsvReadings.Reading next = readings.next();
      if (next == null) {
        finish(reading.at());
      }
      reading = next;
    }
    readings.refuseNothing();
    List<String> ignored = readings.ignored();
    if (!ignored.isEmpty()) {
      LOG.info("{}: passed over columns without numbers: {}", settings.file(), ignored);
    }
    return new Report(rows, sent, elapsed().toNanos() / 1e9, ignored, readings.notes());
  }

  /** Waits by the monotonic clock for the row's turn, counted from the start: no drift. */
  private void awaitDue() throws InterruptedException {
    if (!settings.rate().isMax()) {
      long wait = settings.rate().dueNanos(rows) - (System.nanoTime() - start);
      if (wait > 0) {
        TimeUnit.NANOSECONDS.sleep(wait);
      }
    }
  }

  private void send(CsvReadings.Reading reading) throws InterruptedException {
    refuseFailure();
    ProducerRecord<String, byte[]> row =
        new ProducerRecord<>(
            settings.topic(), null, reading.at().toEpochMilli(), reading.series(), reading.json());
    try {
      var unused =
          producer.send(
              row,
              (metadata, fault) -> {
                if (fault != null) {
                  failure.compareAndSet(null, failed(reading.line(), fault));
                }
              });
    } catch (InterruptException e) {
      throw interrupted(e);
    } catch (KafkaException e) {
      throw failed(reading.line(), e);
    }
    sent++;
  }

  private void finish(Instant at) throws InterruptedException {
    try {
      producer.flush();
    } catch (InterruptException e) {
      throw interrupted(e);
    }
    refuseFailure();
    tell(at);
  }

  private void tell(Instant at) {
    Duration elapsed = elapsed();
    reported = elapsed.toNanos();
    progress.accept(new Progress(rows, sent, at, elapsed));
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void refuseFailure() {
    ReplayFailedException known = failure.get();
    if (known != null) {
      throw known;
    }
  }

  private ReplayFailedException failed(long line, Exception cause) {
    return new ReplayFailedException(
        "%s, line %d: topic %s did not take the reading: %s"
            .formatted(settings.file(), line, settings.topic(), cause.getMessage()),
        cause);
  }

  /** Kafka wraps an interruption and leaves the flag set; its own form is what callers expect. */
  private static InterruptedException interrupted(InterruptException wrapped) {
    Thread.interrupted();
    InterruptedException plain = new InterruptedException("replay interrupted while sending");
    plain.initCause(wrapped);
    return plain;
  }
}
