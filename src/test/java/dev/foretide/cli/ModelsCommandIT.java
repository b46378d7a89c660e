package dev.foretide.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.cli.Commands.Result;
import dev.foretide.config.ForetideConfig;
import dev.foretide.demo.EmbeddedBroker;
import dev.foretide.exchange.NetworkFormat;
import dev.foretide.model.ModelCodec;
import dev.foretide.stream.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
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
              "keras3.keras published as default@1, serving: lstm:4,dropout:0.2,lstm:3,dense:5:relu,"
                  + "dense:3,activation:tanh, 2 features in fixed units"
                  + System.lineSeparator());
      assertThat(torch.out()).contains("published as default@2, not serving");
      assertThat(export.exit()).as(export.err()).isZero();
      assertThat(again.out()).contains("published as default@3, serving");
      assertThat(first.get("model").get("version").asInt()).isEqualTo(1);
      assertThat(first.get("source").asText()).isEqualTo("lstm");
      assertThat(still.get("model").get("version").asInt()).isEqualTo(1);
      assertThat(third.get("model").get("version").asInt()).isEqualTo(3);
      assertThat(ModelCodec.read(Files.readAllBytes(exported)).provenance())
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
                + ": the network takes 2 values per step, must be 1: one for each of the features heat");
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
