package dev.foretide.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.stream.ForetideStreams;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.evaluator.StreamListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A forecaster and its broker in this process, and sines with noise to feed it. Owned by one
 * thread.
 */
final class LiveForecaster implements AutoCloseable {
  private static final long BEGIN = 1_700_000_000_000L;
  private static final long STEP_MILLIS = 1_000;

  private final Path stateDir;
  private final EmbeddedBroker broker;
  private final ForetideConfig config;
  private final ForetideStreams streams;
  private final KafkaProducer<String, byte[]> producer;
  private final List<String> series;
  private final Random random = new Random(1);
  private int step;

  /**
   * Starts.
   *
   * @param listener told of every forecast
   */
  LiveForecaster(
      Map<String, String> settings,
      List<String> series,
      MeterRegistry registry,
      StreamListener listener)
      throws Exception {
    this.series = series;
    Path directory = Files.createTempDirectory("foretide-live");
    broker = EmbeddedBroker.start(EmbeddedBroker.Settings.in(directory.resolve("broker")));
    Map<String, String> all = new HashMap<>(settings);
    all.put("bootstrap.servers", broker.bootstrapServers());
    stateDir = directory.resolve("state");
    all.put("state.dir", stateDir.toString());
    all.put("step", STEP_MILLIS + "ms");
    all.put("readings.past.max", "36500d");
    config = new ForetideConfig(all);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("readings", 1, (short) 1))).all().get();
    }
    streams = new ForetideStreams(config, Role.ALL, "localhost:1", registry, listener);
    streams.start();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 2),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  ForetideConfig config() {
    return config;
  }

  ForetideStreams streams() {
    return streams;
  }

  Path stateDir() {
    return stateDir;
  }

  /** Readings sent so far. */
  long sent() {
    return (long) step * series.size();
  }

  /** Sends one step of every series, spread evenly over a time. */
  void step(Duration over) throws InterruptedException {
    long began = System.nanoTime();
    for (int i = 0; i < series.size(); i++) {
      long due = began + over.toNanos() * i / series.size();
      long ahead = due - System.nanoTime();
      if (ahead > 1_000_000) {
        Thread.sleep(ahead / 1_000_000);
      }
      double angle = 2 * Math.PI * step / (12 + i % 13);
      double value = 20 + i + (1 + i % 7) * Math.sin(angle) + 0.1 * random.nextGaussian();
      var unused =
          producer.send(
              new ProducerRecord<>(
                  "readings",
                  null,
                  BEGIN + step * STEP_MILLIS,
                  series.get(i),
                  Double.toString(value).getBytes(UTF_8)));
    }
    step++;
  }

  /** Waits until every reading sent is taken in. */
  void awaitReadings() throws InterruptedException {
    producer.flush();
    while (streams.metrics().totalReadings() < sent()) {
      Thread.sleep(20);
    }
  }

  @Override
  public void close() {
    producer.close();
    streams.close();
    broker.close();
  }
}
