package dev.foretide.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readings of the demo: this host every second, live, and the simulated plant, whose last
 * twelve "days" of a minute are sent first so that there is something to learn from.
 */
public final class DemoFeed implements AutoCloseable {
  /** Configuration that suits these readings. */
  public static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("application.id", "foretide-demo"),
          Map.entry("step", "1s"),
          Map.entry("window", "60"),
          Map.entry("horizon", "12"),
          Map.entry("season", "60"),
          Map.entry("model.group", "([^/]+)/.*"),
          Map.entry("model.layers", "lstm:32,dropout:0.1,lstm:16,dense"),
          Map.entry("train.interval", "20s"),
          Map.entry("train.linear.interval", "10s"),
          Map.entry("train.epochs", "12"),
          Map.entry("train.batch.size", "16"),
          Map.entry("train.history", "30m"));

  private static final Logger LOG = LoggerFactory.getLogger(DemoFeed.class);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final int PARTITIONS = 2;

  /** A multiple of the four days in which a sensor of the plant fails once. */
  private static final int PAST_DAYS = 12;

  private final String topic;
  private final Instant liveFrom;
  private final Producer<String, byte[]> producer;
  private final HostTelemetry host = new HostTelemetry();
  private final SimulatedPlant plant;
  private final Duration past;
  private @Nullable Future<?> ticking;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "foretide-demo-feed");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param client settings of the Kafka clients
   * @param liveFrom a whole second: where the past ends
   */
  public DemoFeed(String topic, Map<String, Object> client, Instant liveFrom) {
    this.topic = topic;
    this.liveFrom = liveFrom;
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    this.producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    this.past = SimulatedPlant.Settings.DEFAULT.day().multipliedBy(PAST_DAYS);
    this.plant =
        new SimulatedPlant(
            new SimulatedPlant.Settings(
                SimulatedPlant.Settings.DEFAULT.day(),
                SimulatedPlant.Settings.DEFAULT.seed(),
                liveFrom.minus(past)));
  }

  /** Creates the topic of readings, as its owner would. */
  public static void createTopic(String topic, Map<String, Object> client)
      throws InterruptedException {
    try (Admin admin = Admin.create(client)) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new KafkaException(e.getCause());
      }
    }
  }

  /** Sends the plant's past; returns the number of readings. */
  public long sendPast() {
    long sent = 0;
    for (Instant at = liveFrom.minus(past); at.isBefore(liveFrom); at = at.plus(STEP)) {
      sent += send(plant.read(at));
    }
    producer.flush();
    return sent;
  }

  /** Begins to send, every second, the readings of that second. */
  public void start() {
    ticking = clock.scheduleAtFixedRate(new Ticks(), 0, STEP.toMillis() / 5, TimeUnit.MILLISECONDS);
  }

  /** Sends every second once, also the ones that a pause of the machine has skipped. */
  private final class Ticks implements Runnable {
    private Instant next = liveFrom;

    @Override
    public void run() {
      try {
        Instant now = Instant.now();
        while (!next.isAfter(now)) {
          send(plant.read(next));
          if (next.plus(STEP).isAfter(now)) {
            send(host.read(next));
          }
          next = next.plus(STEP);
        }
      } catch (RuntimeException e) {
        LOG.warn("Readings of {} not sent: {}", next, e.toString());
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback sees faults
  private int send(List<Sample> samples) {
    for (Sample sample : samples) {
      byte[] value = Double.toString(sample.value()).getBytes(StandardCharsets.UTF_8);
      producer.send(
          new ProducerRecord<>(topic, null, sample.at().toEpochMilli(), sample.series(), value),
          DemoFeed::onSent);
    }
    return samples.size();
  }

  private static void onSent(RecordMetadata where, @Nullable Exception fault) {
    if (fault != null) {
      LOG.warn("A reading was not sent: {}", fault.toString());
    }
  }

  @Override
  public void close() {
    if (ticking != null) {
      ticking.cancel(false);
    }
    clock.shutdown();
    try {
      if (!clock.awaitTermination(1, TimeUnit.SECONDS)) {
        clock.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(2));
  }
}
