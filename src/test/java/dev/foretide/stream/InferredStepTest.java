package dev.foretide.stream;

import static dev.foretide.stream.TopologyHarness.START;
import static dev.foretide.stream.TopologyHarness.json;
import static dev.foretide.stream.TopologyHarness.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foretide.model.ModelCodec;
import dev.foretide.stream.cluster.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.test.TestRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code step=auto}: each series has the step of its first readings. */
class InferredStepTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @TempDir Path directory;
  private TopologyHarness topology;

  @AfterEach
  void close() {
    topology.close();
  }

  private void start(Role role, String... settings) {
    Map<String, String> overrides = new TreeMap<>(Map.of("step", "auto"));
    for (int i = 0; i < settings.length; i += 2) {
      overrides.put(settings[i], settings[i + 1]);
    }
    topology = new TopologyHarness(role, directory, overrides);
  }

  private void read(String series, Instant at, double value) {
    topology.pipe("readings", TopologyHarness.record(series, Double.toString(value), at));
  }

  /** Readings of the day before, ten minutes and some seconds of jitter apart. */
  private void readTenMinutes(String series, int from, int to) {
    for (int i = from; i < to; i++) {
      Instant at = START.minus(Duration.ofDays(1)).plus(TEN_MINUTES.multipliedBy(i));
      read(series, at.plusSeconds(i % 3), 20 + i % 4);
    }
  }

  @Test
  void shouldAnswerFromNinthReadingOnWithStepOfTheReadings() {
    start(Role.EVALUATOR);

    readTenMinutes("boiler", 0, 8);
    assertThat(topology.forecasts()).isEmpty();
    assertThat(topology.count("foretide.readings", "outcome", "held")).isEqualTo(8);
    readTenMinutes("boiler", 8, 10);

    List<TestRecord<byte[], byte[]>> forecasts = topology.forecasts();
    assertThat(forecasts).hasSize(2);
    JsonNode first = json(forecasts.get(0));
    assertThat(first.get("step").asText()).isEqualTo("PT10M");
    assertThat(first.get("model").get("group").asText()).isEqualTo("default-PT10M");
    assertThat(first.get("origin").asText()).isEqualTo("2026-02-28T01:20:00Z");
    assertThat(first.get("mean").get(0).asDouble()).isEqualTo(20);
    assertThat(topology.scores()).as("what was replayed is not told").hasSize(2);
    assertThat(topology.count("foretide.readings", "outcome", "accepted")).isEqualTo(2);
  }

  @Test
  void shouldGiveEachSeriesItsOwnStep() {
    start(Role.EVALUATOR);
    for (int i = 0; i < 12; i++) {
      read("fast", START.plusSeconds(i), i);
      read("slow", START.minus(Duration.ofDays(2)).plus(Duration.ofHours(i)), i);
    }

    assertThat(topology.forecasts())
        .extracting(forecast -> text(forecast.key()) + json(forecast).get("step").asText())
        .containsExactly(
            "fastPT1S",
            "slowPT1H",
            "fastPT1S",
            "slowPT1H",
            "fastPT1S",
            "slowPT1H",
            "fastPT1S",
            "slowPT1H");
    assertThat(topology.meters.get("foretide.series").tag("group", "default-PT1H").gauges())
        .extracting(gauge -> gauge.value())
        .contains(1.0);
  }

  @Test
  void shouldGoOnAfterRestartWithWhatWasHeldAndInferred() {
    start(Role.EVALUATOR);
    readTenMinutes("held", 0, 5);
    readTenMinutes("known", 0, 12);
    byte[] held = topology.driver.<String, byte[]>getKeyValueStore("series").get("held");
    byte[] known = topology.driver.<String, byte[]>getKeyValueStore("series").get("known");
    topology.close();
    start(Role.EVALUATOR);
    topology.driver.<String, byte[]>getKeyValueStore("series").put("held", held);
    topology.driver.<String, byte[]>getKeyValueStore("series").put("known", known);

    readTenMinutes("held", 5, 9);
    readTenMinutes("known", 12, 13);

    assertThat(topology.forecasts())
        .extracting(forecast -> text(forecast.key()))
        .containsExactly("held", "known");
  }

  @Test
  void shouldBeginAnewWithConfiguredStepWhenFirstReadingsWereHeld() {
    start(Role.EVALUATOR);
    readTenMinutes("boiler", 0, 5);
    byte[] held = topology.driver.<String, byte[]>getKeyValueStore("series").get("boiler");
    topology.close();
    start(Role.EVALUATOR, "step", "10m");
    topology.driver.<String, byte[]>getKeyValueStore("series").put("boiler", held);

    readTenMinutes("boiler", 5, 7);

    assertThat(topology.forecasts()).hasSize(1);
  }

  @Test
  void shouldServeModelsOnlyInGroupThatNamesTheirStep() {
    start(Role.EVALUATOR);

    topology.serve(TopologyHarness.flatModel(TopologyHarness.shape(), "default", 1));
    topology.serve(TopologyHarness.flatModel(TopologyHarness.shape(), "default-PT10M", 1));
    topology.serve(TopologyHarness.flatModel(TopologyHarness.shape(), "default-PT1S", 1));

    assertThat(topology.models.serving("default")).isNull();
    assertThat(topology.models.serving("default-PT10M")).isNull();
    assertThat(topology.models.serving("default-PT1S")).isNotNull();
    assertThat(topology.count("foretide.models.refused", "reason", "shape")).isEqualTo(2);
  }

  @Test
  void shouldTrainAndServeModelOfTheInferredStep() {
    start(Role.ALL);
    readTenMinutes("boiler", 0, 140);
    topology.published();

    Awaitility.await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              topology.driver.advanceWallClockTime(Duration.ofMillis(250));
              return topology.models.serving("default-PT10M") != null;
            });

    TestRecord<byte[], byte[]> version = topology.published().get(0);
    assertThat(text(version.key())).isEqualTo("default-PT10M@1");
    assertThat(ModelCodec.read(version.value()).shape().stepMillis())
        .isEqualTo(TEN_MINUTES.toMillis());
    topology.forecasts();
    readTenMinutes("boiler", 140, 141);
    assertThat(topology.forecasts())
        .singleElement()
        .satisfies(
            forecast ->
                assertThat(json(forecast).get("model").toString())
                    .isEqualTo("{\"group\":\"default-PT10M\",\"version\":1}"));
  }
}
