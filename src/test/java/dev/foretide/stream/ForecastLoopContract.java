package dev.foretide.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.config.ForetideConfig;
import dev.foretide.forecast.SeriesView;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.evaluator.StreamListener;
import dev.foretide.stream.models.ModelControl;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the whole loop does on a real broker, whichever it is. */
abstract class ForecastLoopContract {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> SERIES = List.of("plant/a", "plant/b");
  private static final int PAST = 600;
  private static final AtomicInteger APPLICATIONS = new AtomicInteger();

  @TempDir Path directory;
  private final Random noise = new Random(3);
  private final List<ForetideStreams> started = new ArrayList<>();
  private final String application = "loop-" + APPLICATIONS.incrementAndGet();
  private final Instant begin =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(2 * 3_600);
  private int step;

  abstract String bootstrapServers();

  @AfterEach
  void stop() {
    started.forEach(ForetideStreams::close);
  }

  private ForetideConfig config(Map<String, String> overrides) {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers());
    settings.put("application.id", application);
    settings.put("state.dir", directory.resolve("state").toString());
    settings.put("readings.topic", application + "-readings");
    settings.put("step", "1s");
    settings.put("window", "12");
    settings.put("horizon", "4");
    settings.put("model.layers", "lstm:8,dense");
    settings.put("train.min.steps", "400");
    settings.put("train.epochs", "3");
    settings.put("train.interval", "1h"); // the second training is asked for
    settings.put("train.linear.interval", "1h");
    settings.put("train.history", "10m");
    settings.putAll(overrides);
    return new ForetideConfig(settings);
  }

  private ForetideStreams start(ForetideConfig config) throws InterruptedException {
    ForetideStreams streams =
        new ForetideStreams(
            config, Role.ALL, "localhost:1", new SimpleMeterRegistry(), StreamListener.NONE);
    started.add(streams);
    streams.start();
    return streams;
  }

  private static void awaitRunning(ForetideStreams streams) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> streams.state().filter(s -> s == State.RUNNING).isPresent());
  }

  /** In order, not given up, and out of the group long before its session would have run out. */
  private void awaitEnded(ForetideStreams streams) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(streams.state()).contains(State.NOT_RUNNING);
              assertThat(membersOfTheGroup()).isEmpty();
            });
  }

  private Collection<MemberDescription> membersOfTheGroup() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      return admin
          .describeConsumerGroups(List.of(application))
          .all()
          .get()
          .get(application)
          .members();
    }
  }

  private void createReadingsTopic() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(application + "-readings", 1, (short) 1)))
          .all()
          .get();
    }
  }

  /** Sends the next steps of every series: a sine with a little noise. */
  private void send(int steps, double period) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers(), "linger.ms", 5),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int end = step + steps; step < end; step++) {
        for (String series : SERIES) {
          double value =
              50 + 10 * Math.sin(2 * Math.PI * step / period) + 0.3 * noise.nextGaussian();
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      application + "-readings",
                      null,
                      begin.plusSeconds(step).toEpochMilli(),
                      series,
                      Double.toString(value).getBytes(UTF_8)));
        }
      }
    }
  }

  private Instant newestSent() {
    return begin.plusSeconds(step - 1);
  }

  /** Reads one topic from its beginning, as a consumer of ours would. */
  private final class Reader implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();

    Reader(String topic) {
      consumer =
          new KafkaConsumer<>(
              Map.of("bootstrap.servers", bootstrapServers(), "isolation.level", "read_committed"),
              new StringDeserializer(),
              new ByteArrayDeserializer());
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }

    List<ConsumerRecord<String, byte[]>> all() {
      return all;
    }

    List<JsonNode> json() {
      return all.stream().map(ForecastLoopContract::tree).toList();
    }

    /** Reads until a message satisfies the condition; returns that message. */
    ConsumerRecord<String, byte[]> await(Predicate<ConsumerRecord<String, byte[]>> condition) {
      List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
      Awaitility.await()
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(1))
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(100))
                    .forEach(
                        message -> {
                          all.add(message);
                          if (condition.test(message)) {
                            found.add(message);
                          }
                        });
                return !found.isEmpty();
              });
      return found.get(0);
    }

    @Override
    public void close() {
      consumer.close();
    }
  }

  private static JsonNode tree(ConsumerRecord<String, byte[]> message) {
    try {
      return JSON.readTree(message.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Predicate<ConsumerRecord<String, byte[]>> originAt(Instant origin) {
    return message -> message.timestamp() == origin.toEpochMilli();
  }

  private static int version(JsonNode forecast) {
    return forecast.get("model").get("version").asInt();
  }

  private static void awaitServing(ForetideStreams streams, int version) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> {
              assertThat(streams.models().serving("default")).isNotNull();
              assertThat(streams.models().serving("default").version()).isEqualTo(version);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
  void shouldForecastScoreTrainSwapAndRetrain(String guarantee) throws Exception {
    createReadingsTopic();
    ForetideConfig config = config(Map.of("processing.guarantee", guarantee, "drift", "none"));
    ForetideStreams streams = start(config);
    try (Reader forecasts = new Reader(config.topicNames().forecasts());
        Reader scores = new Reader(config.topicNames().scores());
        ModelControl control = new ModelControl(config, streams.models())) {

      send(PAST, 20);
      awaitServing(streams, 2); // heads, and a network on them
      send(5, 20);
      JsonNode first = tree(forecasts.await(originAt(newestSent())));
      assertThat(version(first)).isEqualTo(2);
      assertThat(first.get("status").asText()).isEqualTo("ready");
      assertThat(first.get("source").asText()).isEqualTo("lstm");

      // A new regime that outlives the history: the challenger must beat the champion.
      send(PAST, 7);
      forecasts.await(originAt(newestSent()));
      control.retrain("default");
      awaitServing(streams, 3);
      send(5, 7);
      JsonNode second = tree(forecasts.await(originAt(newestSent())));
      assertThat(version(second)).isEqualTo(3);
      assertThat(second.get("source").asText()).isEqualTo("lstm");

      scores.await(originAt(newestSent()));
      assertThat(scores.json())
          .extracting(score -> score.get("leads").get(0).get("version").asInt())
          .contains(0, 2, 3);
      for (String series : SERIES) {
        List<Long> origins =
            forecasts.all().stream()
                .filter(message -> message.key().equals(series))
                .map(ConsumerRecord::timestamp)
                .toList();
        assertThat(origins)
            .as("one forecast per reading of %s from the second on", series)
            .isSorted()
            .doesNotHaveDuplicates()
            .hasSizeGreaterThanOrEqualTo(step - 2);
      }
    }
    shouldHavePublishedThreeVersions(config);
  }

  private void shouldHavePublishedThreeVersions(ForetideConfig config) {
    try (Reader models = new Reader(config.topicNames().models())) {
      models.await(
          message ->
              message.key().equals("default")
                  && new String(message.value(), UTF_8).equals("{\"version\":3}"));
      assertThat(models.all())
          .extracting(ConsumerRecord::key)
          .containsExactly("default@1", "default", "default@2", "default", "default@3", "default");
    }
  }

  @Test
  void shouldGoOnAfterARestartWithStateAndModelsIntact() throws Exception {
    shouldBeReadyAtOnceAfterARestart(config(Map.of()), false);
  }

  @Test
  void shouldRestoreEverythingFromKafkaWhenTheStateDirectoryIsGone() throws Exception {
    shouldBeReadyAtOnceAfterARestart(config(Map.of()), true);
  }

  @Test
  void shouldKeepStateInMemoryAndRestoreIt() throws Exception {
    shouldBeReadyAtOnceAfterARestart(config(Map.of("state.store", "memory")), false);
  }

  private void shouldBeReadyAtOnceAfterARestart(ForetideConfig config, boolean wiped)
      throws Exception {
    createReadingsTopic();
    ForetideStreams before = start(config);
    send(PAST, 20);
    awaitServing(before, 2);
    send(5, 20);
    Instant stopped = newestSent();
    try (Reader forecasts = new Reader(config.topicNames().forecasts())) {
      forecasts.await(originAt(stopped));

      before.close();
      awaitEnded(before);
      if (wiped) {
        delete(directory.resolve("state"));
      }
      ForetideStreams after = start(config);
      awaitRunning(after);
      assertThat(after.models().serving("default").version()).isEqualTo(2);
      send(3, 20);
      forecasts.await(originAt(newestSent()));

      List<JsonNode> since =
          forecasts.json().stream()
              .filter(f -> Instant.parse(f.get("origin").asText()).isAfter(stopped))
              .toList();
      assertThat(since).hasSizeBetween(3 * SERIES.size() - 1, 3 * SERIES.size());
      assertThat(since)
          .allSatisfy(
              forecast -> {
                assertThat(forecast.get("status").asText()).isEqualTo("ready");
                assertThat(version(forecast)).isEqualTo(2);
                assertThat(forecast.get("source").asText()).isEqualTo("lstm");
              });
      assertThat(after.queries().orElseThrow().find(SERIES.get(0)).orElseThrow().window())
          .as("the lookback of three and a half windows")
          .hasSize(42)
          .allMatch(SeriesView.Step::measured);
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void shouldDeadLetterBadReadingsAndGoOn() throws Exception {
    createReadingsTopic();
    ForetideConfig config = config(Map.of());
    awaitRunning(start(config));
    send(2, 20);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  config.topicNames().readings(), SERIES.get(0), "twenty".getBytes(UTF_8)))
          .get();
    }
    send(2, 20);

    try (Reader dead = new Reader(config.topicNames().dlq());
        Reader forecasts = new Reader(config.topicNames().forecasts())) {
      ConsumerRecord<String, byte[]> letter = dead.await(message -> true);
      forecasts.await(originAt(newestSent()));

      assertThat(new String(letter.value(), UTF_8)).isEqualTo("twenty");
      assertThat(letter.key()).isEqualTo(SERIES.get(0));
      assertThat(header(letter, "foretide.reason")).isEqualTo("not_json");
      assertThat(header(letter, "__streams.errors.topic")).isEqualTo(application + "-readings");
      assertThat(header(letter, "__streams.errors.offset")).isEqualTo("4");
    }
  }

  private static String header(ConsumerRecord<String, byte[]> message, String name) {
    return new String(message.headers().lastHeader(name).value(), UTF_8);
  }
}
