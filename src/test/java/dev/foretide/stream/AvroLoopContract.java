package dev.foretide.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.forecast.SeriesView;
import dev.foretide.message.reading.AvroText;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.evaluator.StreamListener;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readings in Avro in, forecasts and scores in Avro out, on a broker and some registry. */
abstract class AvroLoopContract {
  static final Schema FIRST =
      SchemaBuilder.record("Pump").fields().requiredDouble("flow").endRecord();

  /** The same grown by fields. */
  static final Schema SECOND =
      SchemaBuilder.record("Pump")
          .fields()
          .optionalString("site")
          .requiredFloat("flow")
          .optionalLong("pressure")
          .endRecord();

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SERIES = "plant/a";
  private static final AtomicInteger APPLICATIONS = new AtomicInteger();

  @TempDir static Path brokerDirectory;
  private static EmbeddedBroker broker;

  @TempDir Path directory;
  private final String application = "avro-" + APPLICATIONS.incrementAndGet();
  private final Instant begin =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1));
  private int step;
  private ForetideConfig config;
  private ForetideStreams streams;

  abstract String registryUrl();

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(EmbeddedBroker.Settings.in(brokerDirectory));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void start() throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    settings.put("application.id", application);
    settings.put("state.dir", directory.toString());
    settings.put("readings.topic", application + "-readings");
    settings.put("readings.features", "flow,pressure");
    settings.put("readings.format", "avro");
    settings.put("forecasts.format", "avro");
    settings.put("forecasts.headers", "cloudevents");
    settings.put("schema.registry.url", registryUrl());
    settings.put("step", "1s");
    settings.put("window", "12");
    settings.put("horizon", "4");
    config = new ForetideConfig(settings);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(config.topicNames().readings(), 1, (short) 1)))
          .all()
          .get();
    }
    streams =
        new ForetideStreams(
            config, Role.ALL, "localhost:1", new SimpleMeterRegistry(), StreamListener.NONE);
    streams.start();
  }

  @AfterEach
  void stop() {
    streams.close();
  }

  static GenericRecord first(double flow) {
    return new GenericRecordBuilder(FIRST).set("flow", flow).build();
  }

  static GenericRecord second(double flow) {
    return new GenericRecordBuilder(SECOND)
        .set("site", "north")
        .set("flow", (float) flow)
        .set("pressure", 4L)
        .build();
  }

  /** Sends the next readings as Apicurio's serializer writes them. */
  void send(List<GenericRecord> readings) {
    try (AvroKafkaSerializer<GenericRecord> serializer = AvroText.serializer(registryUrl())) {
      sendBytes(
          readings.stream()
              .map(each -> serializer.serialize(config.topicNames().readings(), each))
              .toList());
    }
  }

  void sendBytes(List<byte[]> readings) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (byte[] reading : readings) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    config.topicNames().readings(),
                    null,
                    begin.plusSeconds(step++).toEpochMilli(),
                    SERIES,
                    reading));
      }
    }
  }

  /** Reads a topic from its beginning until so many messages have come. */
  <T> List<ConsumerRecord<String, T>> read(
      String topic, Deserializer<T> values, int count, Duration patience) {
    List<ConsumerRecord<String, T>> read = new ArrayList<>();
    try (KafkaConsumer<String, T> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            values)) {
      List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Awaitility.await(topic)
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(1))
          .atMost(patience)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(read::add);
                return read.size() >= count;
              });
    }
    return read;
  }

  List<ConsumerRecord<String, GenericRecord>> forecasts(int count, Duration patience) {
    return read(
        config.topicNames().forecasts(), AvroText.deserializer(registryUrl()), count, patience);
  }

  private static List<GenericRecord> wave(int count) {
    List<GenericRecord> readings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double flow = 50 + 10 * Math.sin(i * 0.6);
      readings.add(i < count / 2 ? first(flow) : second(flow)); // the schema grows on the way
    }
    return readings;
  }

  @Test
  void shouldReadAndWriteWhatApicuriosSerdesWriteAndRead() {
    send(wave(40));

    List<ConsumerRecord<String, GenericRecord>> forecasts = forecasts(39, PATIENCE);
    assertThat(forecasts).hasSize(39);
    ConsumerRecord<String, GenericRecord> newest = forecasts.get(38);
    JsonNode forecast = AvroText.json(newest.value(), newest.value().getSchema(), 6);
    assertThat(newest.key()).isEqualTo(SERIES);
    assertThat(forecast.get("series").asText()).isEqualTo(SERIES);
    assertThat(forecast.get("target").asText()).isEqualTo("flow");
    assertThat(Instant.parse(forecast.get("origin").asText())).isEqualTo(begin.plusSeconds(39));
    assertThat(newest.timestamp()).isEqualTo(begin.plusSeconds(39).toEpochMilli());
    assertThat(forecast.get("mean")).hasSize(4);
    assertThat(forecast.get("lower").fieldNames()).toIterable().containsExactly("80", "95");
    assertThat(new String(newest.headers().lastHeader("ce_id").value(), UTF_8))
        .isEqualTo("forecast/plant%2Fa/" + begin.plusSeconds(39));
    assertThat(newest.headers().lastHeader("content-type").value())
        .isEqualTo("application/avro".getBytes(UTF_8));

    AvroKafkaDeserializer<GenericRecord> reader = AvroText.deserializer(registryUrl());
    List<ConsumerRecord<String, GenericRecord>> scores =
        read(config.topicNames().scores(), reader, 30, PATIENCE);
    assertThat(scores)
        .allSatisfy(score -> assertThat((float) score.value().get("actual")).isBetween(40f, 60f));
  }

  /** What the page and the API show comes from the store, not from topics. */
  @Test
  void shouldAnswerQueriesAsWithJson() {
    send(wave(40));
    forecasts(39, PATIENCE);

    SeriesView view =
        Awaitility.await()
            .ignoreExceptionsInstanceOf(InvalidStateStoreException.class) // partitions move
            .until(() -> streams.queries().orElseThrow().find(SERIES), Optional::isPresent)
            .orElseThrow();

    assertThat(view.target()).isEqualTo("flow");
    assertThat(view.forecast().mean()).hasSize(4);
    assertThat(view.window()).hasSize(40);
    assertThat(view.window().get(39).value()).isBetween(40f, 60f);
  }

  @Test
  void shouldDeadLetterBadReadingsAndGoOn() {
    send(wave(2));
    sendBytes(List.of("21.5".getBytes(UTF_8), new byte[] {0, 0, 9, 9, 9, 1}));
    send(wave(2));

    assertThat(forecasts(3, PATIENCE)).hasSize(3);
    assertThat(read(config.topicNames().dlq(), new ByteArrayDeserializer(), 2, PATIENCE))
        .extracting(
            letter -> new String(letter.headers().lastHeader("foretide.reason").value(), UTF_8))
        .containsExactly("not_avro", "unknown_schema");
  }
}
