package dev.foretide.stream.models;

import static dev.foretide.stream.TopologyHarness.flatModel;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.stream.TopologyHarness;
import dev.foretide.stream.cluster.Names;
import dev.foretide.stream.cluster.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the global store takes from the models topic, and what it refuses. */
class ModelProcessorTest {
  @TempDir Path directory;
  private TopologyHarness topology;

  @BeforeEach
  void start() {
    topology = new TopologyHarness(Role.EVALUATOR, directory, Map.of());
  }

  @AfterEach
  void close() {
    topology.close();
  }

  private int serving() {
    Model model = topology.models.serving("default");
    return model == null ? 0 : model.version();
  }

  private double refused(String reason) {
    return topology.count("foretide.models.refused", "reason", reason);
  }

  @Test
  void shouldServeTheVersionThatThePointerNames() {
    topology.modelMessage("default@1", ModelCodec.write(flatModel("default", 1)));
    assertThat(serving()).as("no pointer yet").isZero();

    topology.modelMessage("default", ModelKey.pointer(1));

    assertThat(serving()).isEqualTo(1);
    assertThat(topology.meters.get("foretide.model.version").gauge().value()).isEqualTo(1);
    assertThat(topology.meters.get("foretide.model.trained.timestamp").gauge().value())
        .isEqualTo((double) Instant.parse("2026-02-28T12:00:00Z").getEpochSecond());
  }

  @Test
  void shouldServeWhenThePointerComesBeforeItsVersion() {
    topology.modelMessage("default", ModelKey.pointer(2));
    topology.modelMessage("default@1", ModelCodec.write(flatModel("default", 1)));
    assertThat(serving()).isZero();

    topology.modelMessage("default@2", ModelCodec.write(flatModel("default", 2)));

    assertThat(serving()).isEqualTo(2);
  }

  @Test
  void shouldSwapBackWhenThePointerIsMovedBack() {
    topology.serve(flatModel("default", 1));
    topology.serve(flatModel("default", 2));

    topology.modelMessage("default", ModelKey.pointer(1));

    assertThat(serving()).isEqualTo(1);
    assertThat(topology.models.versions("default")).containsExactly(1, 2);
  }

  @Test
  void shouldKeepGroupsApart() {
    topology.serve(flatModel("north", 1));
    topology.serve(flatModel("south", 4));

    assertThat(topology.models.groups().keySet()).containsExactlyInAnyOrder("north", "south");
    assertThat(topology.models.serving("north").version()).isEqualTo(1);
    assertThat(topology.models.serving("south").version()).isEqualTo(4);
  }

  @Test
  void shouldRefuseAVersionWithOneFlippedBitAndKeepTheOldModel() {
    topology.serve(flatModel("default", 1));
    byte[] whole = ModelCodec.write(flatModel("default", 2));
    Random random = new Random(5);
    int flips = 40;

    for (int i = 0; i < flips; i++) {
      byte[] flipped = whole.clone();
      int bit = random.nextInt(8 * whole.length);
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      topology.modelMessage("default@2", flipped);
    }
    topology.modelMessage("default", ModelKey.pointer(2));

    assertThat(refused("invalid")).isEqualTo(flips);
    assertThat(serving()).isEqualTo(1);
    assertThat(topology.models.versions("default")).containsExactly(1);
    topology.modelMessage("default@2", whole);
    assertThat(serving()).as("the next good one").isEqualTo(2);
  }

  @Test
  void shouldRefuseEveryTruncation() {
    byte[] whole = ModelCodec.write(flatModel("default", 1));

    int messages = 0;
    for (int length = 0; length < whole.length; length += 97) {
      topology.modelMessage("default@1", Arrays.copyOf(whole, length));
      messages++;
    }

    assertThat(topology.models.versions("default")).isEmpty();
    assertThat(refused("invalid")).isEqualTo(messages);
  }

  @Test
  void shouldRefuseAModelUnderTheKeyOfAnother() {
    topology.modelMessage("default@3", ModelCodec.write(flatModel("default", 2)));
    topology.modelMessage("other@2", ModelCodec.write(flatModel("default", 2)));

    assertThat(refused("invalid")).isEqualTo(2);
    assertThat(topology.models.groups()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "{\"version\":\"2\"}", "{\"version\":0}", "\u0000\u0001"})
  void shouldRefuseAGarbagePointerAndKeepTheOldModel(String pointer) {
    topology.serve(flatModel("default", 1));
    topology.modelMessage("default@2", ModelCodec.write(flatModel("default", 2)));

    topology.modelMessage("default", pointer.getBytes(UTF_8));

    assertThat(refused("invalid")).isEqualTo(1);
    assertThat(serving()).isEqualTo(1);
  }

  @Test
  void shouldForgetAVersionAtItsTombstone() {
    topology.serve(flatModel("default", 1));
    topology.serve(flatModel("default", 2));

    topology.modelMessage("default@1", null);

    assertThat(topology.models.versions("default")).containsExactly(2);
    assertThat(serving()).isEqualTo(2);
    topology.modelMessage("default", ModelKey.pointer(1));
    assertThat(serving()).as("a pointer to nothing changes nothing").isEqualTo(2);
  }

  @Test
  void shouldServeNothingAfterTheTombstoneOfThePointer() {
    topology.serve(flatModel("default", 1));

    topology.modelMessage("default", null);

    assertThat(serving()).isZero();
    topology.modelMessage("default", ModelKey.pointer(1));
    assertThat(serving()).isEqualTo(1);
  }

  @Test
  void shouldNotServeAModelMadeForAnotherShape() {
    topology.serve(flatModel("default", 1));

    topology.serve(flatModel(TopologyHarness.otherShape(), "default", 2));

    assertThat(serving()).isEqualTo(1);
    assertThat(refused("shape")).isPositive();
    assertThat(topology.models.versions("default")).as("it is on the topic").containsExactly(1, 2);
  }

  @Test
  void shouldTellTheListenerOfASwapOnce() {
    List<Integer> swaps = new ArrayList<>();
    Fixture fixture = new Fixture(swaps);
    ModelProcessor processor = fixture.processor();
    fixture.start(processor);

    processor.process(new Record<>("default@1", ModelCodec.write(flatModel("default", 1)), 0L));
    processor.process(new Record<>("default", ModelKey.pointer(1), 0L));
    processor.process(new Record<>("default", ModelKey.pointer(1), 0L));

    assertThat(swaps).containsExactly(1);
  }

  @Test
  void shouldPassOverMessagesWithoutAKey() {
    Fixture fixture = new Fixture(new ArrayList<>());
    ModelProcessor processor = fixture.processor();
    fixture.start(processor);

    processor.process(new Record<>(null, ModelKey.pointer(1), 0L));

    assertThat(fixture.registry.groups()).isEmpty();
  }

  @Test
  void shouldFillTheRegistryFromTheStoreAtAStart() {
    Fixture fixture = new Fixture(new ArrayList<>());
    fixture.store.put("default", ModelKey.pointer(2));
    fixture.store.put("default@1", ModelCodec.write(flatModel("default", 1)));
    fixture.store.put("default@2", ModelCodec.write(flatModel("default", 2)));
    fixture.store.put("north@1", "damaged on disk".getBytes(UTF_8));
    fixture.store.put("north", ModelKey.pointer(1));

    fixture.start(fixture.processor());

    assertThat(fixture.registry.serving("default").version()).isEqualTo(2);
    assertThat(fixture.registry.versions("default")).containsExactly(1, 2);
    assertThat(fixture.registry.serving("north")).isNull();
  }

  /** A processor by itself, so that it can meet a store that is not empty. */
  private static final class Fixture {
    final ServingModels registry = new ServingModels();
    final KeyValueStore<String, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(Names.MODELS_STORE),
                Serdes.String(),
                Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    private final List<Integer> swaps;

    Fixture(List<Integer> swaps) {
      this.swaps = swaps;
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
    }

    ModelProcessor processor() {
      return new ModelProcessor(
          registry,
          new ExpectedShape(TopologyHarness.shape(), false),
          new ForetideMetrics(new SimpleMeterRegistry(), List.of(1)),
          model -> swaps.add(model.version()));
    }

    void start(ModelProcessor processor) {
      processor.init(context);
    }
  }
}
