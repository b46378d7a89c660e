package dev.foretide.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.config.ForetideConfig;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.model.Evaluation;
import dev.foretide.model.LinearHead;
import dev.foretide.model.LinearHeads;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.ModelShape;
import dev.foretide.model.Provenance;
import dev.foretide.model.Regressors;
import dev.foretide.series.Expert;
import dev.foretide.series.ExpertTable;
import dev.foretide.stream.cluster.ClientSettings;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.evaluator.StreamListener;
import dev.foretide.stream.models.ModelKey;
import dev.foretide.stream.models.ServingModels;
import dev.foretide.stream.trainer.TrainingPool;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The topology of one role in a test driver, with small windows and a step of a second. */
public final class TopologyHarness implements AutoCloseable {
  /** Start of a step; the wall clock stands an hour later. */
  public static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  public static final int WINDOW = 8;
  public static final int HORIZON = 4;
  private static final ObjectMapper JSON = new ObjectMapper();

  public final ForetideConfig config;
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public final ServingModels models = new ServingModels();
  public final TopologyTestDriver driver;
  private final TrainingPool pool = new TrainingPool(1);

  public TopologyHarness(Role role, Path stateDirectory, Map<String, String> overrides) {
    this.config = config(stateDirectory, overrides);
    ForetideMetrics metrics = new ForetideMetrics(meters, config.forecast().scoredLeads());
    this.driver =
        new TopologyTestDriver(
            new ForetideTopology(config, models, metrics, StreamListener.NONE).build(role, pool),
            ClientSettings.streams(config, role, "localhost:1"),
            START.plusSeconds(3_600));
  }

  public static ForetideConfig config(Path stateDirectory, Map<String, String> overrides) {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", "unused:9092");
    settings.put("application.id", "plant");
    settings.put("state.dir", stateDirectory.toString());
    settings.put("state.store", "memory");
    settings.put("step", "1s");
    settings.put("window", Integer.toString(WINDOW));
    settings.put("horizon", Integer.toString(HORIZON));
    settings.put("gap.max", "3");
    settings.put("model.layers", "lstm:4,dense");
    settings.put("train.min.steps", "60");
    settings.put("train.epochs", "2");
    settings.put("train.batch.size", "8");
    settings.put("train.interval", "60s");
    settings.put("train.linear.interval", "60s");
    settings.putAll(overrides);
    return new ForetideConfig(settings);
  }

  /** The shape of the settings above. */
  public static ModelShape shape() {
    return config(Path.of("unused"), Map.of()).forecast().shape();
  }

  /** A linear head that forecasts the last value, whatever the window. */
  public static Model flatModel(String group, int version) {
    return flatModel(shape(), group, version);
  }

  public static Model flatModel(ModelShape shape, String group, int version) {
    Regressors.Columns columns = Regressors.columns(shape, Expert.LINEAR);
    float[] zeros = new float[shape.horizon() * (columns.count() + 1)];
    float[] residualScale = new float[shape.horizon()];
    Arrays.fill(residualScale, 1);
    ExpertTable errors = new ExpertTable(shape.horizon(), 0.5f);
    return new Model(
        group,
        version,
        0,
        shape,
        new LinearHeads(new LinearHead(columns, shape.horizon(), zeros), null, null),
        null,
        residualScale,
        errors,
        new Provenance(Map.of("trained.at", "2026-02-28T12:00:00Z")));
  }

  /** A shape that this configuration cannot use. */
  public static ModelShape otherShape() {
    ModelShape own = shape();
    return new ModelShape(
        own.features(),
        own.target(),
        own.stepMillis(),
        own.window() + 1,
        own.horizon(),
        own.season(),
        own.calendar(),
        own.zone(),
        Evaluation.STATEFUL);
  }

  /** A reading with the key as series, at a step after {@link #START}. */
  public void read(String series, int step, String value) {
    pipe(config.topicNames().readings(), record(series, value, START.plusSeconds(step)));
  }

  public static TestRecord<byte[], byte[]> record(String key, String value, Instant at) {
    return new TestRecord<>(
        key == null ? null : key.getBytes(UTF_8),
        value == null ? null : value.getBytes(UTF_8),
        new RecordHeaders(),
        at);
  }

  public void pipe(String topic, TestRecord<byte[], byte[]> record) {
    driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(record);
  }

  public void modelMessage(String key, byte[] value) {
    pipe(
        config.topicNames().models(),
        new TestRecord<>(key.getBytes(UTF_8), value, new RecordHeaders(), START));
  }

  /** Publishes a version, then the pointer to it. */
  public void serve(Model model) {
    modelMessage(model.group() + "@" + model.version(), ModelCodec.write(model));
    modelMessage(model.group(), ModelKey.pointer(model.version()));
  }

  /** What has come out of a topic since the last call. */
  public List<TestRecord<byte[], byte[]>> drain(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  public List<TestRecord<byte[], byte[]>> forecasts() {
    return drain(config.topicNames().forecasts());
  }

  public List<TestRecord<byte[], byte[]>> scores() {
    return drain(config.topicNames().scores());
  }

  public List<TestRecord<byte[], byte[]>> deadLetters() {
    return drain(config.topicNames().dlq());
  }

  public List<TestRecord<byte[], byte[]>> history() {
    return drain(config.topicNames().history());
  }

  public List<TestRecord<byte[], byte[]>> published() {
    return drain(config.topicNames().models());
  }

  public static JsonNode json(TestRecord<byte[], byte[]> record) {
    try {
      return JSON.readTree(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  /** Sum of the counters with a name and tags. */
  public double count(String name, String... tags) {
    return meters.find(name).tags(tags).counters().stream().mapToDouble(Counter::count).sum();
  }

  @Override
  public void close() {
    pool.close();
    driver.close();
  }
}
