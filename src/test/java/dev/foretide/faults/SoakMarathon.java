package dev.foretide.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.stream.models.ModelTopicClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The long life of one instance, run by {@code ./mvnw -Pfaults verify -Dit.test=SoakMarathon}: half
 * an hour of readings at a high rate, trainings and swaps all the time, and another instance that
 * comes and goes. What the instance holds at the end must be what it held when it was warm.
 *
 * <p>The system property {@code soak.seconds} changes the length; the report is printed and left in
 * {@code target/soak.txt}.
 */
class SoakMarathon {
  private static final Logger LOG = LoggerFactory.getLogger(SoakMarathon.class);
  private static final long SECONDS = Long.getLong("soak.seconds", 1_800);
  private static final Readings READINGS = new Readings(100);
  private static final int STEPS_PER_SECOND = 10;
  private static final int PARTITIONS = 4;

  private static final String REBALANCES = "kafka_consumer_coordinator_rebalance_total[^ ]*";

  /** Per rebalance or swap; a line has some 200 bytes. */
  private static final long LOG_BYTES_PER_EVENT = 30_000;

  @TempDir Path directory;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Soak soak = new Soak();
  private final long began = System.nanoTime();
  private double rebalances;

  private static Map<String, String> settings(EmbeddedBroker broker) {
    return Map.ofEntries(
        Map.entry("bootstrap.servers", broker.bootstrapServers()),
        Map.entry("application.id", "soak"),
        Map.entry("readings.future.max", "36525d"),
        Map.entry("step", Readings.STEP_MILLIS + "ms"),
        Map.entry("window", "24"),
        Map.entry("horizon", "6"),
        Map.entry("model.layers", "lstm:8,dense"),
        Map.entry("train.min.steps", "2000"),
        Map.entry("train.interval", "10s"),
        Map.entry("train.linear.interval", "3s"),
        Map.entry("train.growth", "0.05"),
        Map.entry("train.history", "2m"),
        Map.entry("train.history.values", "100000"), // soon full, as are the caches
        Map.entry("kafka.statestore.cache.max.bytes", "2000000"),
        Map.entry("models.keep", "5"));
  }

  @Test
  void shouldHoldNoMoreAfterManySwapsAndRebalances() throws Exception {
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(EmbeddedBroker.Settings.in(directory.resolve("broker")))) {
      int port = Preparation.freePort();
      Map<String, String> settings = new HashMap<>(settings(broker));
      settings.put("http.port", Integer.toString(port));
      ForetideConfig config = new ForetideConfig(settings);
      Preparation.createTopics(config, PARTITIONS, 1);
      try (Forecaster resident =
              new Forecaster(directory.resolve("resident"), settings).withHeapInRam();
          Forecaster guest = new Forecaster(directory.resolve("guest"), guest(settings));
          Feeder feeder =
              new Feeder(
                  broker.bootstrapServers(),
                  config.topicNames().readings(),
                  READINGS,
                  STEPS_PER_SECOND)) {
        resident.start();
        feeder.start();
        while (seconds() < SECONDS) {
          guest.start();
          awaitRebalance(resident, port);
          guest.stop();
          swapByHand(config);
          awaitRebalance(resident, port);
          look(resident, port);
        }
        report();
        assertFlat(resident);
      }
    }
  }

  private static Map<String, String> guest(Map<String, String> settings) {
    Map<String, String> own = new HashMap<>(settings);
    own.put("http.port", "0");
    return own;
  }

  /** The version before serves, as an operator may have it. */
  private static void swapByHand(ForetideConfig config) {
    try (ModelTopicClient models = new ModelTopicClient(config)) {
      for (String group : models.groups()) {
        if (models.versions(group).stream().anyMatch(v -> v < models.serving(group))) {
          models.rollback(group);
        }
      }
    } catch (IllegalStateException e) {
      LOG.info("No swap by hand: {}", e.getMessage()); // all that was before was rejected
    }
  }

  private long seconds() {
    return (System.nanoTime() - began) / 1_000_000_000;
  }

  /** Until the guest has come or gone; a machine that is busy is given time. */
  private void awaitRebalance(Forecaster resident, int port) throws Exception {
    double before = rebalances;
    for (int i = 0; i < 30 && rebalances == before; i++) {
      Thread.sleep(1_000);
      resident.requireAlive();
      rebalances = Math.max(rebalances, sum(metrics(port), REBALANCES));
    }
  }

  /** What is held once everything that is not has been collected. */
  private void look(Forecaster resident, int port) throws Exception {
    resident.collectGarbage();
    String metrics = metrics(port);
    if (!metrics.isEmpty()) {
      soak.add(
          new Soak.Look(
              seconds(),
              sum(metrics, "jvm_memory_used_bytes\\{area=\"heap\"[^}]*\\}"),
              resident.residentBytes(),
              sum(metrics, "process_files_open_files"),
              sum(metrics, "jvm_threads_live_threads"),
              sum(metrics, "foretide_swap_seconds_count[^ ]*"),
              rebalances,
              sum(metrics, "foretide_forecasts_total[^ ]*")));
    }
  }

  /** Empty while the server does not answer. */
  private String metrics(int port) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .timeout(Duration.ofSeconds(20))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? answer.body() : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static double sum(String metrics, String samples) {
    double sum = 0;
    Matcher matcher = Pattern.compile("(?m)^" + samples + " (\\S+)$").matcher(metrics);
    while (matcher.find()) {
      sum += Double.parseDouble(matcher.group(1));
    }
    return sum;
  }

  private void report() throws IOException {
    System.out.println(soak);
    Files.writeString(Path.of("target/soak.txt"), soak.toString());
  }

  private void assertFlat(Forecaster resident) throws IOException {
    Soak.Look last = soak.last();
    long perHalfHour = Math.max(1, 1_800 / SECONDS);
    assertThat(last.forecasts()).as("forecasts\n%s", soak).isGreaterThan(100.0 * SECONDS);
    assertThat(last.swaps() * perHalfHour).as("swaps\n%s", soak).isGreaterThan(200);
    assertThat(last.rebalances() * perHalfHour).as("rebalances\n%s", soak).isGreaterThan(200);
    assertThat(soak.isFlat(Soak.Look::heapBytes)).as("heap\n%s", soak).isTrue();
    assertThat(soak.isFlat(Soak.Look::residentBytes)).as("memory\n%s", soak).isTrue();
    assertThat(soak.isFlat(Soak.Look::files)).as("files\n%s", soak).isTrue();
    assertThat(soak.isFlat(Soak.Look::threads)).as("threads\n%s", soak).isTrue();
    assertThat((double) Files.size(resident.log()))
        .as("log\n%s", soak)
        .isLessThan(LOG_BYTES_PER_EVENT * (last.swaps() + last.rebalances()));
  }
}
