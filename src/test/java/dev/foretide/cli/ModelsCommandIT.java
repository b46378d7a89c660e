package dev.foretide.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.cli.Commands.Result;
import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.exchange.NetworkFormat;
import dev.foretide.model.LinearHeads;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Models;
import dev.foretide.model.NetworkEncoding;
import dev.foretide.model.Provenance;
import dev.foretide.model.Safetensors;
import dev.foretide.series.ExpertTable;
import dev.foretide.stream.cluster.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that come and go by command, while a forecaster runs. */
class ModelsCommandIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path brokerDirectory;
  @TempDir Path directory;
  private static EmbeddedBroker broker;
  private final Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3_600);
  private int step;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(EmbeddedBroker.Settings.in(brokerDirectory));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static Map<String, String> settings(String application) {
    return Map.ofEntries(
        Map.entry("bootstrap.servers", broker.bootstrapServers()),
        Map.entry("application.id", application),
        Map.entry("readings.topic", application + "-readings"),
        Map.entry("readings.features", "heat,load"),
        Map.entry("step", "1s"),
        Map.entry("window", "5"),
        Map.entry("gap.max", "2"),
        Map.entry("horizon", "3"),
        Map.entry("train.min.steps", "100000"),
        Map.entry("http.port", "0"));
  }

  private static void createReadings(String application) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(application + "-readings", 1, (short) 1)))
          .all()
          .get();
    }
  }

  private Path file(Map<String, String> settings) throws Exception {
    Properties properties = new Properties();
    properties.putAll(settings);
    Path file = directory.resolve("foretide.properties");
    try (var out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    return file;
  }

  private static Result models(Path config, String... arguments) {
    List<String> all = new ArrayList<>(List.of("models"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("-c", config.toString()));
    return Commands.run(all.toArray(String[]::new));
  }

  private static String fixture(String name) throws Exception {
    return Path.of(Objects.requireNonNull(NetworkFormat.class.getResource(name), name).toURI())
        .toString();
  }

  @Test
  void shouldSwapToImportedModelsWithoutARestart() throws Exception {
    Map<String, String> settings = new HashMap<>(settings("swap"));
    settings.put("state.dir", directory.resolve("state").toString());
    Path config = file(settings);
    createReadings("swap");
    try (Application running = new Application(new ForetideConfig(settings), Role.ALL);
        KafkaConsumer<String, byte[]> forecasts = forecasts("swap")) {
      running.start();
      send(10);
      JsonNode before = await(forecasts);
      assertThat(before.get("model").get("version").asInt()).isZero();

      Result keras =
          models(config, "import", fixture("keras3.keras"), "--mean", "20,100", "--scale", "5,50");
      awaitServing(running, 1);
      send(5);
      JsonNode first = await(forecasts);
      Result torch = models(config, "import", fixture("pytorch.safetensors"), "--no-serve");
      send(1);
      JsonNode still = await(forecasts);
      Path exported = directory.resolve("second.safetensors");
      Result export = models(config, "export", "default@2", "-o", exported.toString());
      Result again = models(config, "import", exported.toString());
      awaitServing(running, 3);
      send(5);
      JsonNode third = await(forecasts);

      assertThat(keras.err()).isEmpty();
      assertThat(keras.out())
          .endsWith(
              "keras3.keras published as default@1, serving:"
                  + " lstm:4,dropout:0.2,lstm:3,dense:5:relu,dense:3,activation:tanh, 2 features in"
                  + " fixed units"
                  + System.lineSeparator());
      assertThat(torch.out()).contains("published as default@2, not serving");
      assertThat(export.exit()).as(export.err()).isZero();
      assertThat(again.out()).contains("published as default@3, serving");
      assertThat(first.get("model").get("version").asInt()).isEqualTo(1);
      assertThat(first.get("source").asText()).isEqualTo("lstm");
      assertThat(still.get("model").get("version").asInt()).isEqualTo(1);
      assertThat(third.get("model").get("version").asInt()).isEqualTo(3);
      assertThat(ModelCodec.read(Files.readAllBytes(exported)).provenance().facts())
          .containsEntry("imported.file", "pytorch.safetensors");
    }
    shouldListShowAndExport(config);
  }

  private void shouldListShowAndExport(Path config) throws Exception {
    Result list = models(config, "list");
    Result show = models(config, "show", "default@1");
    Path onnx = directory.resolve("network.onnx");
    Result export = models(config, "export", "-o", onnx.toString());

    assertThat(list.out().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("* default@3 "))
        .anyMatch(line -> line.startsWith("  default@1 ") && line.contains("keras3.keras"));
    assertThat(show.out())
        .startsWith("default@1, ")
        .contains("network.encoding", "fixed", "20.0,100.0", "lstm.0.weight_ih[16, 2]");
    assertThat(export.out()).startsWith("default@3 written to ");
    assertThat(Files.size(onnx)).isGreaterThan(1_000);
  }

  /** The models topic of an application that nobody runs, with what is sent to it. */
  private static ForetideConfig steered(Map<String, String> settings) throws Exception {
    ForetideConfig config = new ForetideConfig(settings);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      NewTopic models = new NewTopic(config.topicNames().models(), 1, (short) 1);
      NewTopic history = new NewTopic(config.topicNames().history(), 1, (short) 1);
      admin.createTopics(List.of(models, history)).all().get();
    }
    return config;
  }

  private static void publish(ForetideConfig config, Map<String, byte[]> messages)
      throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (Map.Entry<String, byte[]> message : messages.entrySet()) {
        producer
            .send(
                new ProducerRecord<>(
                    config.topicNames().models(), message.getKey(), message.getValue()))
            .get();
      }
    }
  }

  private static byte[] version(ModelShape shape, int version, String outcome) {
    LinearHeads heads = Models.heads(shape, version);
    ExpertTable errors = new ExpertTable(shape.horizon());
    return ModelCodec.write(
        new Model(
            "default",
            version,
            version,
            shape,
            heads,
            Map.of("boiler", Models.ownHeads(shape, heads, 9)),
            Models.network(shape, "lstm:2,dense", version),
            NetworkEncoding.Relative.ON_HEAD,
            new float[shape.horizon()],
            errors,
            new Provenance(
                Map.of(
                    "training.outcome", outcome,
                    "training.reason", "error relative to naive is 1.2000, above 1",
                    "trained.at", "2026-03-01T00:00:00Z",
                    "data.steps", "1234567",
                    "holdout.relative.mse.lstm", "0.625000"))));
  }

  private static JsonNode json(Result result) throws IOException {
    assertThat(result.exit()).as(result.err()).isZero();
    return JSON.readTree(result.out());
  }

  @Test
  void shouldPromoteAndRollBackPastRejectedVersions() throws Exception {
    Map<String, String> settings = settings("steer");
    Path file = file(settings);
    ForetideConfig config = steered(settings);
    ModelShape shape = config.forecast().shape();
    Map<String, String> wider = new HashMap<>(settings);
    wider.put("window", "6");
    publish(
        config,
        Map.of(
            "default@1", version(shape, 1, "promoted"),
            "default@2", version(shape, 2, "promoted"),
            "default@3", version(shape, 3, "rejected"),
            "default@4", version(new ForetideConfig(wider).forecast().shape(), 4, "promoted"),
            "default@5", "damaged".getBytes(UTF_8),
            "default@6", version(shape, 6, "promoted"),
            "default", "{\"version\":6}".getBytes(UTF_8)));

    Result list = models(file, "list");
    JsonNode versions = json(models(file, "list", "--json"));
    JsonNode show = json(models(file, "show", "default@3", "--json"));
    Result back = models(file, "rollback");
    Result again = models(file, "rollback", "default");
    Result first = models(file, "rollback");
    Result rejected = models(file, "promote", "default@3");
    Result same = models(file, "promote", "default@3");
    Result otherShape = models(file, "promote", "default@4");
    Result damaged = models(file, "promote", "default@5");
    Result missing = models(file, "promote", "default@9");
    Result unknown = models(file, "promote", "pumps@1");
    JsonNode sixth = json(models(file, "promote", "default@6", "--json"));
    JsonNode json = json(models(file, "rollback", "--json"));

    assertThat(list.out().lines())
        .hasSize(6)
        .anyMatch(
            line -> line.matches("\\* default@6 .* promoted .* MSE/naive 0.625 .*lstm:2,dense:3"))
        .anyMatch(line -> line.matches("  default@3 .* rejected .*"))
        .anyMatch(line -> line.contains("cannot serve: it was made for window 6, not 5;"))
        .anyMatch(line -> line.matches("  default@5 .* damaged: .*"));
    assertThat(versions.findValuesAsText("version")).containsExactly("1", "2", "3", "4", "5", "6");
    assertThat(versions.get(2).get("outcome").asText()).isEqualTo("rejected");
    assertThat(versions.get(2).get("holdout").get("lstm").asDouble()).isEqualTo(0.625);
    assertThat(versions.get(2).get("report").get("steps").asLong()).isEqualTo(1_234_567);
    assertThat(versions.get(4).get("fault").asText()).startsWith("damaged: ");
    assertThat(versions.get(5).get("serving").asBoolean()).isTrue();
    assertThat(show.get("metadata").get("training.outcome").asText()).isEqualTo("rejected");
    assertThat(show.get("tensors").get("lstm.0.weight_hh")).hasToString("[8,2]");
    assertThat(back.out()).startsWith("default@2 serves again, before it default@6");
    assertThat(again.out()).startsWith("default@1 serves again, before it default@2");
    assertThat(first.err())
        .startsWith(
            "group default has nothing to go back to: no version before 1 fits and was not"
                + " rejected;");
    assertThat(rejected.out())
        .startsWith(
            "default@3 serves from now on, before it default@1; the gate had rejected it: error");
    assertThat(same.exit()).isZero();
    assertThat(same.out()).startsWith("default@3 serves already");
    assertThat(otherShape.err())
        .startsWith("default@4 does not fit this configuration: it was made for window 6, not 5");
    assertThat(damaged.err()).startsWith("default@5 is damaged: ");
    assertThat(missing.err())
        .startsWith("version 9 of group default is not on steer-models, must be one of [1, 2, 3,");
    assertThat(unknown.err())
        .startsWith("group pumps has no version on steer-models, must be one of [default]");
    assertThat(List.of(first, otherShape, damaged, missing, unknown))
        .allSatisfy(
            result -> {
              assertThat(result.exit()).isEqualTo(1);
              assertThat(result.errLines()).hasSize(1);
              assertThat(result.out()).isEmpty();
            });
    assertThat(models(file, "promote", "default").exit()).isEqualTo(2);
    assertThat(sixth)
        .isEqualTo(
            JSON.readTree(
                "{\"group\":\"default\",\"version\":6,\"previous\":3,\"changed\":true,"
                    + "\"outcome\":\"promoted\"}"));
    assertThat(json)
        .isEqualTo(JSON.readTree("{\"group\":\"default\",\"version\":2,\"previous\":6}"));
  }

  @Test
  void shouldAskForATrainingOnTheHistoryTopic() throws Exception {
    Map<String, String> settings = settings("learn");
    Path file = file(settings);
    ForetideConfig config = steered(settings);
    publish(config, Map.of("default@1", version(config.forecast().shape(), 1, "promoted")));

    Result asked = models(file, "retrain");
    Result unknown = models(file, "retrain", "pumps");
    Result nowhere = models(file, "retrain", "--set", "history.topic=learn-nothing");
    JsonNode json = json(models(file, "retrain", "--json"));

    assertThat(asked.out())
        .startsWith("Training of group default requested on learn-history.")
        .contains("'models list'", "after default@1, on learn-models");
    assertThat(unknown.err()).startsWith("group pumps has no version on learn-models");
    assertThat(nowhere.exit()).isEqualTo(1);
    assertThat(nowhere.err()).startsWith("Kafka: topic learn-nothing does not exist;");
    assertThat(json.get("requestedOn").asText()).isEqualTo("learn-history");
    assertThat(read("learn-history"))
        .hasSize(2)
        .allSatisfy(
            message -> {
              assertThat(message.key()).isEqualTo("default");
              assertThat(new String(message.value(), UTF_8)).endsWith("asked for by an operator");
            });
  }

  private static List<ConsumerRecord<String, byte[]>> read(String topic) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
      long end = consumer.endOffsets(partition).get(partition.get(0));
      while (consumer.position(partition.get(0)) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
      return found;
    }
  }

  @Test
  void shouldKeepEveryBitThroughExportAndImport() throws Exception {
    Map<String, String> settings = settings("round");
    Path file = file(settings);
    ForetideConfig config = steered(settings);
    publish(
        config,
        Map.of(
            "default@1", version(config.forecast().shape(), 1, "promoted"),
            "default", "{\"version\":1}".getBytes(UTF_8)));
    Path out = directory.resolve("first.safetensors");
    Path back = directory.resolve("second.safetensors");

    JsonNode export = json(models(file, "export", "-o", out.toString(), "--json"));
    JsonNode imported = json(models(file, "import", out.toString(), "--group", "copy", "--json"));
    json(models(file, "export", "copy@1", "-o", back.toString(), "--json"));

    assertThat(export.get("format").asText()).isEqualTo("safetensors");
    assertThat(imported.get("group").asText()).isEqualTo("copy");
    assertThat(imported.get("serving").asBoolean()).isTrue();
    byte[] before = Files.readAllBytes(out);
    byte[] after = Files.readAllBytes(back);
    assertThat(tensorBytes(after)).isEqualTo(tensorBytes(before));
    Map<String, String> expected = new HashMap<>(Safetensors.read(before).metadata());
    Map<String, String> given = new HashMap<>(Safetensors.read(after).metadata());
    assertThat(given).containsEntry("imported.file", "first.safetensors");
    given.keySet().removeIf(key -> key.startsWith("imported."));
    expected.put("group", "copy");
    assertThat(given).isEqualTo(expected);
  }

  /** What follows the header of a safetensors file, whose length its first 8 bytes say. */
  private static byte[] tensorBytes(byte[] file) {
    long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return Arrays.copyOfRange(file, (int) (8 + header), file.length);
  }

  @Test
  void shouldNameWhatIsWrongInOneLine() throws Exception {
    createReadings("wrong");
    Path config = file(settings("wrong"));
    String keras = fixture("keras3.keras");

    Result missing = models(config, "list");
    Commands.run("topics", "create", "-c", config.toString());
    Awaitility.await().until(() -> models(config, "list").exit() == 0);
    Result empty = models(config, "show");
    Result horizon = models(config, "import", keras, "--set", "horizon=4");
    Result inputs = models(config, "import", keras, "--set", "readings.features=heat");
    Result relative = models(config, "import", keras, "--inputs", "relative");
    Result both = models(config, "import", keras, "--inputs", "relative", "--mean", "1,1");
    Result units = models(config, "import", keras, "--mean", "1");
    Result nowhere = models(config, "import", directory.resolve("none.h5").toString());
    Result forced = models(config, "import", keras, "--format", "pytorch");
    Result named = models(config, "import", keras, "--group", "a@1");
    Result stepless = models(config, "import", keras, "--set", "step=auto");
    Result action = Commands.run("models");

    assertThat(missing.err()).contains("topic wrong-models does not exist").doesNotContain("\tat ");
    assertThat(empty.err()).startsWith("group default has no version on wrong-models");
    assertThat(horizon.err())
        .startsWith(keras + ": the network puts out 3 values, must be 4: one per lead");
    assertThat(inputs.err())
        .startsWith(
            keras
                + ": the network takes 2 values per step, must be 1: one for each of the features"
                + " heat");
    assertThat(relative.err())
        .contains("must be 8: deviation and change of the features heat, load, 4 sines");
    assertThat(both.exit()).isEqualTo(2);
    assertThat(units.err()).startsWith(keras + ": mean [1.0] and scale [1.0, 1.0]");
    assertThat(nowhere.err()).contains("none.h5: no such file");
    assertThat(forced.err()).startsWith(keras + ": header length ");
    assertThat(List.of(missing, empty, horizon, inputs, relative, units, nowhere, forced))
        .allSatisfy(
            result -> {
              assertThat(result.exit()).isEqualTo(1);
              assertThat(result.errLines()).hasSize(1);
            });
    assertThat(named.exit()).isEqualTo(2);
    assertThat(stepless.exit()).isEqualTo(2);
    assertThat(stepless.err())
        .contains("--group is 'default', must end in a step such as default-PT10M");
    assertThat(action.exit()).isEqualTo(2);
    assertThat(models(config, "list").out()).startsWith("No versions on wrong-models.");
  }

  private static void awaitServing(Application running, int version) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var model = running.streams().models().serving("default");
              assertThat(model == null ? 0 : model.version()).isEqualTo(version);
            });
  }

  private void send(int steps) {
    String topic = "swap-readings";
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (int end = step + steps; step < end; step++) {
        String value =
            "{\"heat\": %s, \"load\": %s}".formatted(20 + step % 3, 100 + 10 * (step % 4));
        long time = begin.plusSeconds(step).toEpochMilli();
        var unused = producer.send(new ProducerRecord<>(topic, null, time, "boiler", value));
      }
    }
  }

  private static KafkaConsumer<String, byte[]> forecasts(String application) {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    TopicPartition partition = new TopicPartition(application + "-forecasts", 0);
    consumer.assign(List.of(partition));
    return consumer;
  }

  /** The forecast of the newest reading sent. */
  private JsonNode await(KafkaConsumer<String, byte[]> forecasts) {
    long newest = begin.plusSeconds(step - 1).toEpochMilli();
    List<String> found = new ArrayList<>();
    forecasts.seekToBeginning(forecasts.assignment());
    Awaitility.await()
        .pollInSameThread()
        .atMost(PATIENCE)
        .until(
            () -> {
              forecasts
                  .poll(Duration.ofMillis(100))
                  .forEach(
                      message -> {
                        if (message.timestamp() == newest) {
                          found.add(new String(message.value(), UTF_8));
                        }
                      });
              return !found.isEmpty();
            });
    try {
      return JSON.readTree(found.get(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
