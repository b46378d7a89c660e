package dev.foretide.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.stream.cluster.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two evaluators and two trainers of three groups under load, as child processes; one of the
 * trainers is killed. Longer and larger by system properties, see docs/RELIABILITY.md.
 */
@DisabledOnOs(OS.WINDOWS)
@Tag("long")
class TrainingClusterIT {
  private static final int SERIES = Integer.getInteger("cluster.series", 60);
  private static final int SECONDS = Integer.getInteger("cluster.seconds", 45);
  private static final Duration STEP = Duration.ofMillis(Integer.getInteger("cluster.step", 500));
  private static final int LEAST_STEPS_OF_A_NETWORK = 60;
  private static final int PARTITIONS = 4;
  private static final List<String> GROUPS = List.of("north", "south", "west");
  private static final Pattern VERSION =
      Pattern.compile("foretide_model_version\\{group=\"(\\w+)\"\\} ([0-9.]+)");

  /** A measurement where it is set, on a machine that is free; the build judges no time. */
  private static final int VISIBLE_MILLIS =
      Integer.getInteger("cluster.visible.millis", Integer.MAX_VALUE);

  private static final int POLL_MILLIS = 100;

  @TempDir Path directory;
  private final Instant begin =
      Instant.ofEpochMilli(
          Instant.now().toEpochMilli() / STEP.toMillis() * STEP.toMillis() - STEP.toMillis());
  private final HttpClient http = HttpClient.newHttpClient();

  private static Map<String, String> settings(EmbeddedBroker broker) {
    return Map.ofEntries(
        Map.entry("bootstrap.servers", broker.bootstrapServers()),
        Map.entry("application.id", "cluster"),
        Map.entry("kafka.session.timeout.ms", "6000"),
        Map.entry("step", STEP.toMillis() + "ms"),
        Map.entry("window", "12"),
        Map.entry("horizon", "4"),
        Map.entry("intervals", "0.8"),
        Map.entry("model.layers", "lstm:8,dense"),
        Map.entry("model.group", "([a-z]+)-.*"),
        Map.entry("train.min.steps", "200"),
        Map.entry("train.interval", "5s"),
        Map.entry("train.linear.interval", "2s"),
        Map.entry("train.growth", "0.05"),
        Map.entry("models.keep", "1000"));
  }

  @Test
  void shouldKeepVersionsWholeAndForecastsCompleteWhileATrainerIsKilled() throws Exception {
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(EmbeddedBroker.Settings.in(directory.resolve("broker")))) {
      Map<String, String> settings = settings(broker);
      ForetideConfig config = new ForetideConfig(settings);
      Preparation.createTopics(config, PARTITIONS, 1);
      List<Integer> ports = List.of(Preparation.freePort(), Preparation.freePort());
      List<Forecaster> instances =
          List.of(
              instance("evaluator-0", settings, ports.get(0), Role.EVALUATOR),
              instance("evaluator-1", settings, ports.get(1), Role.EVALUATOR),
              instance("trainer-0", settings, 0, Role.TRAINER),
              instance("trainer-1", settings, 0, Role.TRAINER));
      Visibility visibility = new Visibility(ports);
      try (Outputs outputs = new Outputs(config)) {
        instances.forEach(Forecaster::start);
        long killed = feed(broker, config, instances, outputs, visibility);
        outputs.drain(SERIES * (steps() - 1L));
        visibility.awaitNewest(outputs);

        assertForecastsComplete(outputs);
        assertVersionsWhole(outputs, killed);
        visibility.assertWithin(VISIBLE_MILLIS);
        report(outputs, visibility);
      } finally {
        instances.forEach(Forecaster::close);
      }
    }
  }

  private Forecaster instance(String name, Map<String, String> settings, int port, Role role) {
    Map<String, String> own = new HashMap<>(settings);
    own.put("http.port", Integer.toString(port));
    return new Forecaster(directory.resolve(name), own, role);
  }

  private static int steps() {
    return (int) (SECONDS * 1_000L / STEP.toMillis());
  }

  private static String series(int number) {
    return GROUPS.get(number % GROUPS.size()) + "-" + number;
  }

  /** Returns when a trainer was killed, milliseconds since the epoch. */
  private long feed(
      EmbeddedBroker broker,
      ForetideConfig config,
      List<Forecaster> instances,
      Outputs outputs,
      Visibility visibility)
      throws Exception {
    long killed = Long.MAX_VALUE;
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 5),
            new StringSerializer(),
            new StringSerializer())) {
      long started = System.currentTimeMillis();
      for (int step = 0; step < steps(); step++) {
        if (step == steps() / 3) {
          instances.get(3).kill();
          killed = System.currentTimeMillis();
        }
        long from = started + step * STEP.toMillis();
        long next = from + STEP.toMillis();
        int sent = 0;
        do {
          long now = Math.min(System.currentTimeMillis(), next);
          for (; sent < SERIES * (now - from) / STEP.toMillis(); sent++) {
            var unused = producer.send(reading(config, step, sent));
          }
          outputs.poll();
          visibility.look(outputs.pointers());
          Thread.sleep(Math.max(0, Math.min(POLL_MILLIS, next - System.currentTimeMillis())));
        } while (sent < SERIES);
        instances.subList(0, 3).forEach(Forecaster::requireAlive);
      }
    }
    return killed;
  }

  /** Sensors read at moments of their own, spread over the step. */
  private ProducerRecord<String, String> reading(ForetideConfig config, int step, int number) {
    double angle = 2 * Math.PI * (step + number) / (12 + number % GROUPS.size());
    double value = 20 + number + 5 * Math.sin(angle) + (step * 7 + number) % 11 * 0.05;
    Instant time =
        begin.plus(STEP.multipliedBy(step)).plusMillis(number * STEP.toMillis() / SERIES);
    return new ProducerRecord<>(
        config.topicNames().readings(),
        null,
        time.toEpochMilli(),
        series(number),
        Double.toString(value));
  }

  private void assertForecastsComplete(Outputs outputs) {
    Map<String, Set<Long>> origins = outputs.origins();
    assertThat(origins).hasSize(SERIES);
    for (int number = 0; number < SERIES; number++) {
      assertThat(origins.get(series(number)))
          .as("one forecast of %s for each reading from the second on", series(number))
          .hasSize(steps() - 1);
    }
  }

  private static void assertVersionsWhole(Outputs outputs, long killed) {
    for (String group : GROUPS) {
      List<Model> versions = outputs.versions(group);
      for (int i = 0; i < versions.size(); i++) {
        assertThat(versions.get(i).version())
            .as("versions of %s, in the order of the topic", group)
            .isEqualTo(i + 1);
      }
      for (int i = 1; i < versions.size(); i++) {
        assertThat(began(versions.get(i)))
            .as("no two trainings of %s at a time", group)
            .isAfterOrEqualTo(ended(versions.get(i - 1)));
      }
      assertThat(versions.stream().filter(version -> ended(version).toEpochMilli() > killed))
          .as("trainings of %s after a trainer was killed", group)
          .isNotEmpty();
      if (steps() >= LEAST_STEPS_OF_A_NETWORK) {
        assertThat(versions.stream().filter(version -> version.network() != null))
            .as("networks of %s", group)
            .isNotEmpty();
      }
    }
  }

  private static Instant ended(Model version) {
    return Instant.parse(version.provenance().facts().get("trained.at"));
  }

  private static Instant began(Model version) {
    double seconds = Double.parseDouble(version.provenance().facts().get("trained.seconds"));
    return ended(version).minusMillis((long) (seconds * 1_000));
  }

  private static void report(Outputs outputs, Visibility visibility) throws IOException {
    int versions = GROUPS.stream().mapToInt(group -> outputs.versions(group).size()).sum();
    String text =
        "%d series, %d s: %d forecasts, %d messages; %d versions of %d groups; %s%n"
            .formatted(
                SERIES,
                SECONDS,
                SERIES * (steps() - 1L),
                outputs.forecasts,
                versions,
                GROUPS.size(),
                visibility);
    System.out.print(text);
    Files.writeString(Path.of("target/cluster.txt"), text);
  }

  /** What the instances have put out, as a consumer sees it. Owned by one thread. */
  private static final class Outputs implements AutoCloseable {
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(2);

    private final KafkaConsumer<String, byte[]> consumer;
    private final ForetideConfig.Topics topics;
    private final Map<String, Set<Long>> origins = new HashMap<>();
    private final Map<String, List<Model>> versions = new TreeMap<>();
    private final Map<String, Pointer> pointers = new HashMap<>();
    private long forecasts;
    private long distinct;

    Outputs(ForetideConfig config) {
      topics = config.topicNames();
      consumer =
          new KafkaConsumer<>(
              Map.of("bootstrap.servers", config.stream().bootstrapServers()),
              new StringDeserializer(),
              new ByteArrayDeserializer());
      List<TopicPartition> partitions = new ArrayList<>();
      partitions.add(new TopicPartition(topics.models(), 0));
      for (int i = 0; i < PARTITIONS; i++) {
        partitions.add(new TopicPartition(topics.forecasts(), i));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }

    /** Takes up all that is there, lest what is seen of a pointer is the age of a backlog. */
    void poll() {
      ConsumerRecords<String, byte[]> messages;
      do {
        messages = consumer.poll(Duration.ofMillis(5));
        messages.forEach(this::take);
      } while (!messages.isEmpty());
    }

    private void take(ConsumerRecord<String, byte[]> message) {
      if (message.topic().equals(topics.forecasts())) {
        forecasts++;
        boolean isNew =
            origins.computeIfAbsent(message.key(), key -> new HashSet<>()).add(message.timestamp());
        distinct += isNew ? 1 : 0;
      } else if (message.key().contains("@")) {
        Model model = ModelCodec.read(message.value());
        versions.computeIfAbsent(model.group(), key -> new ArrayList<>()).add(model);
      } else {
        Matcher version = Pattern.compile("[0-9]+").matcher(new String(message.value(), UTF_8));
        if (version.find()) {
          pointers.put(
              message.key(), new Pointer(Integer.parseInt(version.group()), message.timestamp()));
        }
      }
    }

    void drain(long expected) {
      Instant end = Instant.now().plus(LONGEST_DRAIN);
      while (distinct < expected && Instant.now().isBefore(end)) {
        poll();
      }
    }

    Map<String, Set<Long>> origins() {
      return origins;
    }

    List<Model> versions(String group) {
      return versions.getOrDefault(group, List.of());
    }

    Map<String, Pointer> pointers() {
      return pointers;
    }

    @Override
    public void close() {
      consumer.close();
    }
  }

  /** Where the pointer of a group leads since when. */
  private record Pointer(int version, long timestamp) {}

  /** How long it takes until every evaluator serves a version that was published. */
  private final class Visibility {
    private final List<Integer> ports;
    private final Map<String, Long> millis = new ConcurrentHashMap<>();

    Visibility(List<Integer> ports) {
      this.ports = ports;
    }

    void look(Map<String, Pointer> pointers) {
      for (int port : ports) {
        long asked = System.currentTimeMillis();
        Map<String, Integer> serving = serving(port);
        pointers.forEach(
            (group, pointer) -> {
              String name = name(port, group, pointer.version());
              if (serving.getOrDefault(group, 0) == pointer.version()) {
                millis.putIfAbsent(name, Math.max(0, asked - pointer.timestamp()));
              }
            });
      }
    }

    /** Both evaluators serve the newest version of each group. */
    void awaitNewest(Outputs outputs) {
      Awaitility.await()
          .pollInSameThread()
          .atMost(Outputs.LONGEST_DRAIN)
          .until(
              () -> {
                outputs.poll();
                look(outputs.pointers());
                return outputs.pointers().entrySet().stream()
                    .allMatch(each -> isServed(each.getKey(), each.getValue().version()));
              });
    }

    private boolean isServed(String group, int version) {
      return ports.stream().allMatch(port -> millis.containsKey(name(port, group, version)));
    }

    private static String name(int port, String group, int version) {
      return port + " " + group + "@" + version;
    }

    private Map<String, Integer> serving(int port) {
      Map<String, Integer> serving = new HashMap<>();
      try {
        HttpResponse<String> metrics =
            http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                    .timeout(Duration.ofSeconds(5))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        Matcher matcher = VERSION.matcher(metrics.body());
        while (matcher.find()) {
          serving.put(matcher.group(1), (int) Double.parseDouble(matcher.group(2)));
        }
      } catch (IOException e) {
        return serving; // not up yet
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return serving;
    }

    private List<Long> sorted() {
      return millis.values().stream().sorted().toList();
    }

    void assertWithin(int most) {
      List<Long> all = sorted();
      assertThat(all).hasSizeGreaterThan(2 * GROUPS.size());
      assertThat(all.get(all.size() * 95 / 100))
          .as("from publication to both evaluators, looked at every %d ms: %s", POLL_MILLIS, all)
          .isLessThan(most);
    }

    @Override
    public String toString() {
      List<Long> all = sorted();
      return "served after p50 %d ms, p95 %d ms, most %d ms"
          .formatted(
              all.get(all.size() / 2), all.get(all.size() * 95 / 100), all.get(all.size() - 1));
    }
  }
}
