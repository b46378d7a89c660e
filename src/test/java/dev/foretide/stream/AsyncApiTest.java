package dev.foretide.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.asyncapi.v3._0_0.model.AsyncAPI;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.PublishedSchemas;
import dev.foretide.config.ForetideConfig;
import dev.foretide.config.Keys;
import dev.foretide.stream.cluster.Role;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/asyncapi.yaml beside the topics and messages of the topology. */
class AsyncApiTest {
  private static final JsonNode DOCUMENT = PublishedSchemas.read("asyncapi.yaml");

  @TempDir Path directory;

  @Test
  void shouldBeReadableAsAsyncApi3() throws JsonProcessingException {
    AsyncAPI api = new ObjectMapper().treeToValue(DOCUMENT, AsyncAPI.class);

    assertThat(api.getAsyncapi()).isEqualTo("3.0.0");
    assertThat(api.getChannels()).hasSize(5);
  }

  @Test
  void shouldPointOnlyToWhatIsThere() {
    for (String reference : DOCUMENT.findValuesAsText("$ref")) {
      JsonNode target =
          reference.startsWith("#")
              ? DOCUMENT.at(reference.substring(1))
              : PublishedSchemas.read(reference);
      assertThat(target.isMissingNode()).as(reference).isFalse();
    }
  }

  @Test
  void shouldNameTheTopicsOfTheConfiguration() {
    ForetideConfig config =
        new ForetideConfig(Map.of("bootstrap.servers", "x:1", "application.id", "plant"));
    ForetideConfig.Topics topics = config.topicNames();

    Map<String, String> addresses = new HashMap<>();
    DOCUMENT
        .get("channels")
        .forEach(
            channel ->
                addresses.put(
                    channel.get("title").asText(),
                    channel.get("address").asText().replace("{application}", "plant")));

    assertThat(addresses)
        .containsOnly(
            Map.entry(Keys.READINGS_TOPIC, topics.readings()),
            Map.entry(Keys.FORECASTS_TOPIC, topics.forecasts()),
            Map.entry(Keys.SCORES_TOPIC, topics.scores()),
            Map.entry(Keys.MODELS_TOPIC, topics.models()),
            Map.entry(Keys.DLQ_TOPIC, topics.dlq()));
    assertThat(DOCUMENT.at("/components/parameters/application/default").asText())
        .isEqualTo(new ForetideConfig(Map.of("bootstrap.servers", "x:1")).applicationId());
  }

  @Test
  void shouldShowMessagesThatFitTheirSchemas() {
    int examples = 0;
    for (JsonNode message : DOCUMENT.at("/components/messages")) {
      String schema = message.at("/payload/schema/$ref").asText();
      for (JsonNode example : message.path("examples")) {
        if (!schema.isEmpty()) {
          assertThat(PublishedSchemas.faults(schema, example.get("payload")))
              .as(example.toString())
              .isEmpty();
          examples++;
        }
      }
    }
    assertThat(examples).isEqualTo(5);
  }

  @Test
  void shouldWriteCloudEventsWithTheDescribedHeaders() {
    String trait = "/components/messageTraits/cloudEvent/headers";
    try (TopologyHarness harness =
        new TopologyHarness(
            Role.EVALUATOR, directory, Map.of("forecasts.headers", "cloudevents"))) {
      for (int step = 0; step < 3; step++) {
        harness.read("pump/1", step, "1");
      }
      for (var record : List.of(harness.forecasts().get(0), harness.scores().get(0))) {
        JsonNode headers = headers(record);
        assertThat(PublishedSchemas.faults("asyncapi.yaml#" + trait, headers)).isEmpty();
        assertThat(List.copyOf(headers.properties()))
            .hasSize(DOCUMENT.at(trait + "/properties").size());
      }
    }
  }

  private static JsonNode headers(TestRecord<byte[], byte[]> record) {
    var headers = new ObjectMapper().createObjectNode();
    for (Header header : record.headers()) {
      headers.put(header.key(), TopologyHarness.text(header.value()));
    }
    return headers;
  }

  @Test
  void shouldWriteDeadLettersWithTheDescribedHeaders() {
    TestRecord<byte[], byte[]> letter;
    try (TopologyHarness harness = new TopologyHarness(Role.EVALUATOR, directory, Map.of())) {
      harness.read("pump/1", 0, "\"" + "x".repeat(900_000) + "\"");
      letter = harness.deadLetters().get(0);
    }
    JsonNode headers = headers(letter);
    String schema = "asyncapi.yaml#/components/messages/deadLetter/headers";

    assertThat(PublishedSchemas.faults(schema, headers)).isEmpty();
    assertThat(List.copyOf(headers.properties()))
        .hasSize(DOCUMENT.at("/components/messages/deadLetter/headers/properties").size());
    assertThat(
            PublishedSchemas.faults(
                schema, DOCUMENT.at("/components/messages/deadLetter/examples/0/headers")))
        .isEmpty();
  }
}
