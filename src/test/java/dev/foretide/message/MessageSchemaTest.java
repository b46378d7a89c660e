package dev.foretide.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.PublishedSchemas;
import dev.foretide.stream.TopologyHarness;
import dev.foretide.stream.cluster.Role;
import dev.foretide.stream.models.ModelKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the topology reads and writes, beside deploy/schemas. */
class MessageSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void shouldWriteForecastsAndScoresAsDescribed() {
    List<JsonNode> forecasts = new ArrayList<>();
    List<JsonNode> scores = new ArrayList<>();
    try (TopologyHarness harness =
        new TopologyHarness(Role.EVALUATOR, directory, Map.of("intervals", "0.8,0.995"))) {
      for (int step = 0; step < 40; step++) {
        if (step == 20) {
          harness.serve(TopologyHarness.flatModel("default", 1));
        }
        harness.read("pump/1", step, step % 7 == 0 ? "{\"value\":3}" : Integer.toString(step));
      }
      collect(harness.forecasts(), forecasts);
      collect(harness.scores(), scores);
    }

    assertThat(forecasts).hasSizeGreaterThan(30);
    assertThat(forecasts).allSatisfy(each -> shouldFit("schemas/forecast.json", each));
    assertThat(fields(forecasts)).isEqualTo(described("schemas/forecast.json"));
    assertThat(scores).hasSizeGreaterThan(30);
    assertThat(scores).allSatisfy(each -> shouldFit("schemas/score.json", each));
    assertThat(fields(scores)).isEqualTo(described("schemas/score.json"));
  }

  @Test
  void shouldWritePointersAsDescribed() throws JsonProcessingException {
    shouldFit(
        "schemas/model-pointer.json", JSON.readTree(TopologyHarness.text(ModelKey.pointer(4))));
    shouldFit(
        "schemas/model-pointer.json",
        JSON.readTree(TopologyHarness.text(ModelKey.pointer(4, "\"5\" was worse"))));
    assertThat(PublishedSchemas.faults("schemas/model-pointer.json", JSON.readTree("{}")))
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "21.5",
        "-3e5",
        "null",
        "{\"value\":21.5}",
        "{\"value\":null,\"humidity\":40}",
        "{\"value\":1,\"unit\":\"bar\"}"
      })
  void shouldReadWhatIsDescribed(String reading) throws JsonProcessingException {
    try (TopologyHarness harness = new TopologyHarness(Role.EVALUATOR, directory, Map.of())) {
      harness.read("pump/1", 0, reading);

      assertThat(harness.deadLetters()).isEmpty();
    }
    shouldFit("schemas/reading.json", JSON.readTree(reading));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"warm\"", "true", "[1,2]", "{}", "1e31", "{\"value\":[1]}"})
  void shouldRefuseWhatIsNotDescribed(String reading) throws JsonProcessingException {
    try (TopologyHarness harness = new TopologyHarness(Role.EVALUATOR, directory, Map.of())) {
      harness.read("pump/1", 0, reading);

      assertThat(harness.deadLetters()).hasSize(1);
    }
    assertThat(PublishedSchemas.faults("schemas/reading.json", JSON.readTree(reading)))
        .isNotEmpty();
  }

  @Test
  void shouldFindFieldsThatAreNotDescribed() {
    assertThatThrownBy(
            () ->
                shouldFit(
                    "schemas/model-pointer.json", JSON.readTree("{\"version\":1,\"verison\":2}")))
        .hasMessageContaining("verison");
  }

  // --- then

  private static void shouldFit(String schema, JsonNode message) {
    assertThat(PublishedSchemas.faults(schema, message)).as(message.toString()).isEmpty();
  }

  private static void collect(List<TestRecord<byte[], byte[]>> records, List<JsonNode> messages) {
    records.forEach(record -> messages.add(TopologyHarness.json(record)));
  }

  private static Set<String> fields(List<JsonNode> messages) {
    Set<String> fields = new TreeSet<>();
    messages.forEach(message -> message.fieldNames().forEachRemaining(fields::add));
    return fields;
  }

  private static Set<String> described(String schema) {
    Set<String> fields = new TreeSet<>();
    PublishedSchemas.read(schema).get("properties").fieldNames().forEachRemaining(fields::add);
    return fields;
  }
}
