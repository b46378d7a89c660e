package dev.foretide.stream.trainer;

import static dev.foretide.stream.TopologyHarness.START;
import static dev.foretide.stream.TopologyHarness.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.config.ForetideConfig;
import dev.foretide.message.HistoryMessages;
import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.series.Segment;
import dev.foretide.stream.TopologyHarness;
import dev.foretide.stream.cluster.Names;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.models.ModelKey;
import dev.foretide.stream.models.ServingModels;
import dev.foretide.train.TrainerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** History in; versions, pointers and tombstones out. */
class TrainerProcessorTest {
  private static final int SEGMENT = 16;
  private static final long FIRST_STEP = START.getEpochSecond();
  private static final long STEP_MILLIS = 1_000;
  private static final Duration TICK = Duration.ofMillis(250);

  @TempDir Path directory;
  private TopologyHarness topology;
  private final Random noise = new Random(11);
  private final Map<String, Integer> sent = new TreeMap<>();

  @AfterEach
  void close() {
    if (topology != null) {
      topology.close();
    }
  }

  private void start(String... settings) {
    Map<String, String> overrides = new TreeMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      overrides.put(settings[i], settings[i + 1]);
    }
    topology = new TopologyHarness(Role.TRAINER, directory, overrides);
  }

  /** The next steps of a group's only series: a sine of a period, with a little noise. */
  private void history(String group, double period, int steps) {
    for (Segment segment : segments(group, period, steps)) {
      message(group.getBytes(UTF_8), HistoryMessages.segment(segment, STEP_MILLIS));
    }
  }

  private List<Segment> segments(String group, double period, int steps) {
    List<Segment> segments = new ArrayList<>();
    for (int done = 0; done < steps; done += SEGMENT) {
      int from = sent.merge(group, SEGMENT, Integer::sum) - SEGMENT;
      float[] values = new float[SEGMENT];
      for (int i = 0; i < SEGMENT; i++) {
        values[i] =
            (float)
                (20 + 5 * Math.sin(2 * Math.PI * (from + i) / period) + 0.2 * noise.nextGaussian());
      }
      segments.add(new Segment(group + "/boiler", FIRST_STEP + from, 1, values));
    }
    return segments;
  }

  private void message(byte[] key, byte[] value) {
    topology.pipe(
        topology.config.topicNames().history(),
        new TestRecord<>(key, value, new RecordHeaders(), START));
  }

  /** Lets the wall clock tick until something holds; trainings run on a pool. */
  private void tickUntil(BooleanSupplier holds) {
    Awaitility.await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              topology.driver.advanceWallClockTime(TICK);
              return holds.getAsBoolean();
            });
  }

  private double trainings(String outcome) {
    return topology.count("foretide.trainings", "outcome", outcome);
  }

  private double trainings() {
    return trainings("promoted") + trainings("rejected") + trainings("failed");
  }

  private static List<String> keys(List<TestRecord<byte[], byte[]>> messages) {
    return messages.stream()
        .map(message -> text(message.key()) + (message.value() == null ? " deleted" : ""))
        .toList();
  }

  /** Eighty matrices of about 1 in a row are more than a float holds. */
  @Test
  void shouldPublishNothingWhenTrainingDiverges() {
    start(
        "model.layers", "dense:16,".repeat(80) + "dense",
        "model.linear", "false",
        "loss", "mse",
        "train.learning.rate", "1");
    history("default", 12, 400);

    tickUntil(() -> trainings() == 1);

    assertThat(trainings("failed")).isEqualTo(1);
    assertThat(topology.published()).isEmpty();
    assertThat(topology.models.serving("default")).isNull();
  }

  @Test
  void shouldPublishAVersionThenThePointerToIt() {
    start();
    history("default", 12, 400);

    tickUntil(() -> trainings("promoted") == 1);

    List<TestRecord<byte[], byte[]>> published = topology.published();
    assertThat(keys(published)).containsExactly("default@1", "default");
    Model model = ModelCodec.read(published.get(0).value());
    assertThat(model.group()).isEqualTo("default");
    assertThat(model.version()).isEqualTo(1);
    assertThat(model.shape()).isEqualTo(topology.config.training().shape());
    assertThat(model.heads()).isNotNull();
    assertThat(model.network()).as("follows with the next segment").isNull();
    assertThat(model.provenance().facts())
        .containsEntry("training.outcome", "promoted")
        .containsEntry("data.from", START.toString())
        .containsEntry("data.steps", "400");
    assertThat(text(published.get(1).value())).isEqualTo("{\"version\":1}");
    assertThat(topology.models.serving("default").version()).isEqualTo(1);
  }

  @Test
  void shouldWaitForEnoughHistory() {
    start("train.min.steps", "200");
    history("default", 12, 192);

    topology.driver.advanceWallClockTime(Duration.ofMinutes(5));

    assertThat(topology.meters.find("foretide.training").timer()).isNull();
    history("default", 12, SEGMENT);
    tickUntil(() -> trainings() == 1);
  }

  @Test
  void shouldTrainEachGroupByItself() {
    start();
    history("north", 12, 300);
    history("south", 9, 300);

    tickUntil(() -> trainings("promoted") == 2);

    assertThat(keys(topology.published()))
        .contains("north@1", "north", "south@1", "south")
        .as("a slow machine gets to train one of them again")
        .allMatch(key -> key.matches("(north|south)(@[0-9]+)?"));
  }

  @Test
  void shouldNumberVersionsWithoutHolesAndDeleteTheOldOnes() {
    start("models.keep", "2", "train.interval", "1h");
    List<String> published = new ArrayList<>();

    for (int i = 1; i <= 5; i++) {
      history("default", 12, 448);
      int least = i;
      topology.driver.advanceWallClockTime(Duration.ofSeconds(61));
      tickUntil(() -> trainings() >= least);
      published.addAll(keys(topology.published()));
    }

    List<String> versions =
        published.stream().filter(key -> key.matches("default@[0-9]+")).toList();
    assertThat(versions).hasSizeGreaterThanOrEqualTo(5);
    for (int i = 0; i < versions.size(); i++) {
      assertThat(versions.get(i)).isEqualTo("default@" + (i + 1));
    }
    List<Integer> kept = topology.models.versions("default");
    long rejected =
        kept.stream().filter(version -> topology.models.wasRejected("default", version)).count();
    assertThat(rejected).isLessThanOrEqualTo(2);
    assertThat(kept.size() - rejected).isEqualTo(2);
    assertThat(published).contains("default@1 deleted");
  }

  @Test
  void shouldNotPromoteOverAVersionThatCameWhileItTrained() {
    start();
    history("default", 12, 400);
    topology.driver.advanceWallClockTime(TICK); // begins the training of version 1
    topology.serve(TopologyHarness.flatModel("default", 1));

    tickUntil(() -> trainings("rejected") == 1);

    List<TestRecord<byte[], byte[]>> published = topology.published();
    assertThat(keys(published)).containsExactly("default@2");
    assertThat(ModelCodec.read(published.get(0).value()).provenance().facts())
        .containsEntry("training.outcome", "rejected")
        .containsEntry("training.reason", "version 1 came to serve meanwhile");
    assertThat(topology.models.serving("default").version()).isEqualTo(1);
  }

  @Test
  void shouldNotDeleteTheVersionThatServes() {
    start("models.keep", "1");
    topology.serve(TopologyHarness.flatModel("default", 4));
    topology.serve(TopologyHarness.flatModel("default", 5));
    topology.modelMessage("default", ModelKey.pointer(4)); // rolled back
    topology.published();
    history("default", 12, 400);
    message("default".getBytes(UTF_8), HistoryMessages.request("now"));

    tickUntil(() -> trainings("promoted") == 1);

    assertThat(keys(topology.published()))
        .containsExactly("default@6", "default", "default@5 deleted");
  }

  @Test
  void shouldKeepARejectedChallengerAsAVersionThatDoesNotServe() {
    start("gate.margin", "0.99", "train.linear.interval", "1h");
    history("default", 12, 400);
    tickUntil(() -> trainings("promoted") == 2); // heads, then a network on them
    topology.published();
    history("default", 12, 160);
    message("default".getBytes(UTF_8), HistoryMessages.request("now"));

    tickUntil(() -> trainings("rejected") == 1);

    List<TestRecord<byte[], byte[]>> published = topology.published();
    assertThat(keys(published)).containsExactly("default@3");
    Model rejected = ModelCodec.read(published.get(0).value());
    assertThat(rejected.provenance().facts())
        .containsEntry("training.outcome", "rejected")
        .containsEntry("champion.version", "2")
        .containsKeys("training.losses", "training.start", "older.relative.mse");
    assertThat(topology.models.serving("default").version()).isEqualTo(2);
    assertThat(topology.models.wasRejected("default", 3)).isTrue();
  }

  @Test
  void shouldTrainOnRequestWithoutNewHistory() {
    start("train.interval", "1h", "train.linear.interval", "1h");
    history("default", 12, 400);
    tickUntil(() -> trainings() == 2);
    topology.driver.advanceWallClockTime(Duration.ofMinutes(1));
    assertThat(trainings()).isEqualTo(2);

    message("default".getBytes(UTF_8), HistoryMessages.request("asked for by an operator"));

    tickUntil(() -> trainings() == 3);
  }

  @Test
  void shouldNotTrainAgainWithoutNewHistory() {
    start();
    history("default", 12, 400);
    tickUntil(() -> trainings() == 1);

    topology.driver.advanceWallClockTime(Duration.ofMinutes(10));

    assertThat(trainings()).isEqualTo(1);
  }

  @Test
  void shouldPassOverPoisonousMessagesAndTrainOnTheRest() {
    start();
    byte[] group = "default".getBytes(UTF_8);
    byte[] good = HistoryMessages.segment(segments("default", 12, SEGMENT).get(0), STEP_MILLIS);
    byte[] later = good.clone();
    later[0] = 9;
    Segment wide = new Segment("default/boiler", FIRST_STEP, 2, new float[4]);

    message(null, good);
    message(group, null);
    message(group, new byte[0]);
    message(group, "poison".getBytes(UTF_8));
    message(group, later);
    message(group, java.util.Arrays.copyOf(good, good.length - 3));
    message(group, HistoryMessages.segment(wide, STEP_MILLIS));
    history("default", 12, 400);
    tickUntil(() -> trainings("promoted") == 1);

    assertThat(ModelCodec.read(topology.published().get(0).value()).provenance().facts())
        .containsEntry("data.steps", "400");
  }

  @Test
  void shouldKeepOnlyTheHistoryThatItIsToldTo() {
    start("train.history", "200s", "train.history.values", "1000");

    history("default", 12, 800);

    int stored = 0;
    try (KeyValueIterator<String, byte[]> all =
        topology.driver.<String, byte[]>getKeyValueStore(Names.HISTORY_STORE).all()) {
      while (all.hasNext()) {
        stored += HistoryMessages.segmentOf(all.next().value, STEP_MILLIS).steps();
      }
    }
    assertThat(stored).as("the newest, and a fifth of 1,000").isBetween(300, 432);
  }

  @Test
  void shouldGoOnCountingVersionsAfterARestartBeforeTheModelsAreBack() {
    Restarted trainer = new Restarted(TopologyHarness.config(directory, Map.of()));
    trainer.start(new ServingModels());
    trainer.take("default", segments("default", 12, 400));
    assertThat(trainer.nextPublished()).isEqualTo("default@1");

    trainer.start(new ServingModels());
    trainer.take("default", segments("default", 12, SEGMENT));

    assertThat(trainer.nextPublished()).isEqualTo("default@2");
  }

  @Test
  void shouldTrainOnTheHistoryFromBeforeARestart() {
    Restarted trainer = new Restarted(TopologyHarness.config(directory, Map.of()));
    trainer.start(new ServingModels());
    trainer.take("default", segments("default", 12, 400));
    trainer.start(new ServingModels());

    String published = trainer.nextPublished();

    assertThat(published).isEqualTo("default@1");
    assertThat(trainer.provenance()).containsEntry("data.steps", "400");
  }

  @Test
  void shouldDropStoredHistoryThatNoLongerFitsAtAStart() {
    Restarted trainer =
        new Restarted(
            TopologyHarness.config(
                directory, Map.of("train.history", "200s", "train.history.values", "1000")));
    trainer.history.put(
        "default\0wide\0" + Long.toHexString(FIRST_STEP),
        HistoryMessages.segment(new Segment("wide", FIRST_STEP, 2, new float[4]), STEP_MILLIS));
    trainer.history.put("default\0broken\0" + 1, "not a segment".getBytes(UTF_8));
    trainer.history.put("no separator", new byte[0]);
    trainer.history.put(
        "no group", HistoryMessages.segment(segments("default", 12, SEGMENT).get(0), STEP_MILLIS));
    for (Segment segment : segments("default", 12, 800)) {
      trainer.history.put(
          "default\0default/boiler\0" + Long.toHexString(segment.firstStep()),
          HistoryMessages.segment(segment, STEP_MILLIS));
    }

    trainer.start(new ServingModels());

    assertThat(trainer.storedKeys())
        .hasSizeBetween(300 / SEGMENT, 432 / SEGMENT)
        .allMatch(key -> key.startsWith("default\0default/boiler\0"));
    assertThat(trainer.nextPublished()).isEqualTo("default@1");
  }

  @Test
  void shouldTrainAgainWhenTheSameProcessorIsOpenedAgain() {
    Restarted trainer = new Restarted(TopologyHarness.config(directory, Map.of()));
    trainer.start(new ServingModels());
    trainer.take("default", segments("default", 12, 400));
    List<String> stored = trainer.storedKeys();

    trainer.openAgain();

    assertThat(trainer.nextPublished()).isEqualTo("default@1");
    assertThat(trainer.storedKeys()).isEqualTo(stored);
  }

  /** A trainer by itself, whose stores outlive it. */
  private static final class Restarted {
    final KeyValueStore<String, byte[]> history = store(Names.HISTORY_STORE);
    private final KeyValueStore<String, byte[]> trainings = store(Names.TRAININGS_STORE);
    private final ForetideConfig config;
    private MockProcessorContext<String, byte[]> context;
    private TrainerProcessor processor;
    private byte[] newest;

    Restarted(ForetideConfig config) {
      this.config = config;
      MockProcessorContext<String, byte[]> owner = new MockProcessorContext<>();
      history.init(owner.getStateStoreContext(), history);
      trainings.init(owner.getStateStoreContext(), trainings);
    }

    private static KeyValueStore<String, byte[]> store(String name) {
      return Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
          .withLoggingDisabled()
          .withCachingDisabled()
          .build();
    }

    void start(ServingModels models) {
      if (processor != null) {
        processor.close();
      }
      processor =
          new TrainerProcessor(
              new TrainerTaskSettings(
                  new TrainerSettings(
                      config.training(),
                      Duration.ofMinutes(1),
                      Duration.ofMinutes(1),
                      config.trainingHistory(),
                      config.trainer().historyValues()),
                  10,
                  false),
              new TrainerServices(
                  models,
                  new ForetideMetrics(new SimpleMeterRegistry(), List.of(1)),
                  new TrainingPool(1)));
      open();
    }

    /** As Kafka Streams does with a task that it gives up and takes up again. */
    void openAgain() {
      processor.close();
      open();
    }

    private void open() {
      context = new MockProcessorContext<>();
      context.addStateStore(history);
      context.addStateStore(trainings);
      context.setCurrentSystemTimeMs(START.toEpochMilli());
      processor.init(context);
    }

    void take(String group, List<Segment> segments) {
      segments.forEach(
          segment ->
              processor.process(
                  new Record<>(
                      group.getBytes(UTF_8), HistoryMessages.segment(segment, STEP_MILLIS), 0L)));
    }

    /** Ticks until a version is published; returns its key. */
    String nextPublished() {
      context.resetForwards();
      Awaitility.await()
          .pollInSameThread()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(5))
          .until(
              () -> {
                long now = context.currentSystemTimeMs() + TICK.toMillis();
                context.setCurrentSystemTimeMs(now);
                context.scheduledPunctuators().get(0).getPunctuator().punctuate(now);
                return !context.forwarded().isEmpty();
              });
      newest = context.forwarded().get(0).record().value();
      return context.forwarded().get(0).record().key();
    }

    Map<String, String> provenance() {
      return ModelCodec.read(newest).provenance().facts();
    }

    List<String> storedKeys() {
      List<String> keys = new ArrayList<>();
      try (KeyValueIterator<String, byte[]> all = history.all()) {
        all.forEachRemaining(entry -> keys.add(entry.key));
      }
      return keys;
    }
  }
}
