package dev.foretide.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.message.HistoryMessages;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.Models;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.evaluator.StreamListener;
import dev.foretide.stream.models.ModelTopicClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a group's models, as a consumer of the topics sees it: a law that changes, a history
 * that is poisoned, a bad model that somebody lets serve.
 */
class ModelLifecycleIT {
  private static final Logger LOG = LoggerFactory.getLogger(ModelLifecycleIT.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> SERIES = List.of("plant/a", "plant/b");
  private static final int PERIOD = 20;
  private static final int LATER_PERIOD = 7;

  @TempDir Path directory;
  private final Random random = new Random(3);
  private final Instant begin =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3 * 3_600);
  private int step;
  private double angle;

  @Test
  void shouldFollowAChangedLawAndKeepPoisonOut() throws Exception {
    try (Cluster cluster =
        new Cluster(
            Map.of(
                "train.linear.interval", "1s", "train.interval", "2s", "train.growth", "0.15"))) {
      Producer producer = cluster.producer;
      Topic scores = cluster.scores;
      Topic models = cluster.models;

      // The first law, until a network serves.
      producer.sines(600, PERIOD);
      scores.await(at(newest()));
      models.await(pointer(2));
      producer.pacedSines(200, PERIOD, scores);
      double before = errorOfNext(200, PERIOD, producer, scores);
      assertThat(before).as("of a sine of amplitude 10").isLessThan(2);

      // The law changes: errors rise, drift is noticed, a retraining is promoted, errors fall.
      int changed = step;
      producer.pacedSines(60, LATER_PERIOD, scores);
      double during = error(scores, changed + 5);
      assertThat(during).isGreaterThan(2 * before);
      assertThat(scores.json(from(changed)))
          .as("drift is told with a score")
          .anyMatch(score -> score.get("drift").asBoolean());
      Predicate<Model> retrained =
          model ->
              fact(model, "training.kind").equals("full")
                  && fact(model, "training.outcome").equals("promoted")
                  && knows(model, changed);
      producer.sinesUntil(LATER_PERIOD, () -> models.models().stream().anyMatch(retrained), scores);
      assertThat(stepsUntilErrorIs(1.1 * before, LATER_PERIOD, producer, scores))
          .as("steps until the error is within 10 % of what it was before")
          .isLessThan(1_600);

      // Poison: the same values in random order. It is trained on, on demand, and not promoted.
      int poisoned = step;
      producer.shuffledSines(500, LATER_PERIOD, scores);
      producer.retrain();
      Model rejected =
          models.awaitModel(
              model -> fact(model, "training.kind").equals("full") && knows(model, step - 50));
      assertThat(fact(rejected, "training.outcome")).isEqualTo("rejected");
      assertThat(fact(rejected, "training.reason")).contains("proves nothing");
      assertThat(rejected.provenance().facts()).containsKeys("training.losses", "champion.version");
      assertThat(models.models().stream().filter(model -> knows(model, poisoned + 200)))
          .as("of what was judged by poison alone")
          .allMatch(model -> fact(model, "training.outcome").equals("rejected"));
    }
  }

  /** Whether a model was trained on a step. */
  private boolean knows(Model model, int number) {
    return Instant.parse(fact(model, "data.to")).isAfter(begin.plusSeconds(number));
  }

  /** Nothing is trained beside it, which could be promoted before the watch has seen enough. */
  @Test
  void shouldRollABadModelBack() throws Exception {
    try (Cluster cluster =
        new Cluster(
            Map.of("train.linear.interval", "1h", "train.interval", "1h", "drift", "none"))) {
      Producer producer = cluster.producer;
      Topic scores = cluster.scores;
      Topic models = cluster.models;
      producer.sines(600, PERIOD);
      scores.await(at(newest()));
      models.awaitModel(model -> fact(model, "training.kind").equals("full"));
      producer.pacedSines(200, PERIOD, scores);
      int good = models.servingVersion();
      double before = error(scores, step - 100);

      int bad = cluster.letABadModelServe();
      models.await(pointer(bad));
      producer.sinesUntil(PERIOD, () -> models.servingVersion() != bad, scores);

      JsonNode pointer = models.newestPointer();
      assertThat(pointer.get("version").asInt()).isEqualTo(good);
      assertThat(pointer.get("reason").asText())
          .startsWith("rolled back from " + bad + ": error relative to naive");
      producer.pacedSines(120, PERIOD, scores);
      assertThat(error(scores, step - 60)).as("the error is what it was").isLessThan(1.2 * before);
    }
  }

  /** A broker, a forecaster, and what goes in and comes out. */
  private final class Cluster implements AutoCloseable {
    private final EmbeddedBroker broker =
        EmbeddedBroker.start(EmbeddedBroker.Settings.in(directory.resolve("broker")));
    private final ForetideConfig config;
    private final Producer producer;
    private final Topic scores;
    private final Topic models;
    private final ForetideStreams streams;

    Cluster(Map<String, String> more) throws Exception {
      Map<String, String> settings = new HashMap<>(more);
      settings.put("bootstrap.servers", broker.bootstrapServers());
      settings.put("application.id", "lifecycle");
      settings.put("state.dir", directory.resolve("state").toString());
      settings.put("step", "1s");
      settings.put("window", "24");
      settings.put("horizon", "6");
      settings.put("model.layers", "lstm:8,dense");
      settings.put("train.min.steps", "800");
      settings.put("train.history", "20m");
      settings.put("intervals", "0.8");
      config = new ForetideConfig(settings);
      createReadings(broker);
      producer = new Producer(broker, config);
      scores = new Topic(broker, config.topicNames().scores());
      models = new Topic(broker, config.topicNames().models());
      streams =
          new ForetideStreams(
              config, Role.ALL, "localhost:1", new SimpleMeterRegistry(), StreamListener.NONE);
      streams.start();
    }

    /** Returns its version. */
    int letABadModelServe() throws Exception {
      try (ModelTopicClient topic = new ModelTopicClient(config)) {
        return topic.publish(
            "default",
            version ->
                Models.model(
                    config.forecast().shape(),
                    version,
                    0,
                    Models.heads(config.forecast().shape(), 5),
                    null),
            true);
      }
    }

    @Override
    public void close() {
      streams.close();
      producer.close();
      models.close();
      scores.close();
      broker.close();
    }
  }

  private Instant newest() {
    return begin.plusSeconds(step - 1);
  }

  private static void createReadings(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("readings", 1, (short) 1))).all().get();
    }
  }

  private static String fact(Model model, String key) {
    return model.provenance().facts().getOrDefault(key, "");
  }

  private Predicate<ConsumerRecord<String, byte[]>> at(Instant time) {
    return message -> message.timestamp() == time.toEpochMilli();
  }

  private Predicate<ConsumerRecord<String, byte[]>> from(int firstStep) {
    long time = begin.plusSeconds(firstStep).toEpochMilli();
    return message -> message.timestamp() >= time;
  }

  private static boolean isPointer(ConsumerRecord<String, byte[]> message) {
    return message.key().equals("default");
  }

  private static boolean isPointerTo(ConsumerRecord<String, byte[]> message, int version) {
    return isPointer(message) && tree(message).get("version").asInt() == version;
  }

  private static Predicate<ConsumerRecord<String, byte[]>> pointer(int version) {
    return message -> isPointerTo(message, version);
  }

  /** Mean absolute error of the longest lead, from a step on. */
  private double error(Topic scores, int firstStep) {
    return scores.json(from(firstStep)).stream()
        .map(score -> score.get("leads"))
        .map(leads -> leads.get(leads.size() - 1))
        .mapToDouble(lead -> Math.abs(lead.get("error").asDouble()))
        .average()
        .orElseThrow();
  }

  /** The same noise each time, so that what is compared differs by the law and the model alone. */
  private double errorOfNext(int steps, double period, Producer producer, Topic scores) {
    random.setSeed(11);
    int first = step;
    producer.pacedSines(steps, period, scores);
    return error(scores, first);
  }

  /** Looks at 200 steps at a time; gives up after 1,600. */
  private int stepsUntilErrorIs(double level, double period, Producer producer, Topic scores) {
    int first = step;
    while (errorOfNext(200, period, producer, scores) > level && step - first < 1_600) {
      LOG.info("Not there yet after {} steps", step - first);
    }
    return step - first;
  }

  private static JsonNode tree(ConsumerRecord<String, byte[]> message) {
    try {
      return JSON.readTree(message.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends readings and control records. */
  private final class Producer implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final ForetideConfig config;

    Producer(EmbeddedBroker broker, ForetideConfig config) {
      this.config = config;
      this.producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 2),
              new StringSerializer(),
              new ByteArraySerializer());
    }

    private double next(double period) {
      angle += 2 * Math.PI / period;
      return 50 + 10 * Math.sin(angle) + 0.5 * random.nextGaussian();
    }

    private void send(double value) {
      for (String series : SERIES) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    "readings",
                    null,
                    begin.plusSeconds(step).toEpochMilli(),
                    series,
                    Double.toString(value).getBytes(UTF_8)));
      }
      step++;
    }

    void sines(int steps, double period) {
      for (int i = 0; i < steps; i++) {
        send(next(period));
      }
      producer.flush();
    }

    /** In pieces, each scored and seen by the trainer before the next. */
    void pacedSines(int steps, double period, Topic scores) {
      for (int done = 0; done < steps; done += 20) {
        sines(Math.min(20, steps - done), period);
        pause(scores);
      }
    }

    /** Until something holds. */
    void sinesUntil(double period, BooleanSupplier holds, Topic scores) {
      for (int done = 0; !holds.getAsBoolean(); done += 20) {
        assertThat(done).as("steps after which it should hold").isLessThan(2_000);
        pacedSines(20, period, scores);
      }
    }

    void shuffledSines(int steps, double period, Topic scores) {
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < steps; i++) {
        values.add(next(period));
      }
      Collections.shuffle(values, random);
      for (int i = 0; i < steps; i++) {
        send(values.get(i));
        if (i % 50 == 49) {
          pause(scores);
        }
      }
    }

    private void pause(Topic scores) {
      producer.flush();
      scores.await(at(newest()));
      try {
        Thread.sleep(300); // the trainer looks four times a second
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    void retrain() throws Exception {
      try (KafkaProducer<byte[], byte[]> control =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", config.stream().bootstrapServers()),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        control
            .send(
                new ProducerRecord<>(
                    config.topicNames().history(),
                    "default".getBytes(UTF_8),
                    HistoryMessages.request("asked for by a test")))
            .get();
      }
    }

    @Override
    public void close() {
      producer.close();
    }
  }

  /** A topic as a consumer sees it. */
  private static final class Topic implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
    private final TopicPartition partition;
    private boolean assigned;

    Topic(EmbeddedBroker broker, String name) {
      Map<String, Object> settings = new HashMap<>();
      settings.put("bootstrap.servers", broker.bootstrapServers());
      settings.put("isolation.level", "read_committed");
      consumer =
          new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
      partition = new TopicPartition(name, 0);
    }

    private void poll() {
      if (!assigned) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        assigned = true;
      }
      consumer.poll(Duration.ofMillis(50)).forEach(all::add);
    }

    void await(Predicate<ConsumerRecord<String, byte[]>> condition) {
      Awaitility.await()
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(1))
          .atMost(PATIENCE)
          .until(
              () -> {
                poll();
                return all.stream().anyMatch(condition);
              });
    }

    List<JsonNode> json(Predicate<ConsumerRecord<String, byte[]>> condition) {
      return all.stream().filter(condition).map(ModelLifecycleIT::tree).toList();
    }

    /** Versions, whatever became of them. */
    List<Model> models() {
      poll();
      return all.stream()
          .filter(message -> !isPointer(message) && message.value() != null)
          .map(message -> ModelCodec.read(message.value()))
          .toList();
    }

    Model awaitModel(Predicate<Model> condition) {
      await(
          message ->
              !isPointer(message)
                  && message.value() != null
                  && condition.test(ModelCodec.read(message.value())));
      return models().stream().filter(condition).findFirst().orElseThrow();
    }

    JsonNode newestPointer() {
      poll();
      return tree(
          all.stream().filter(ModelLifecycleIT::isPointer).reduce((a, b) -> b).orElseThrow());
    }

    int servingVersion() {
      return newestPointer().get("version").asInt();
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
