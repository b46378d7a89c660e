package dev.foretide.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on Apicurio's own registry. */
class ApicurioSchemaRegistryIT extends SchemaRegistryContract {
  private static ApicurioProcess process;

  @BeforeAll
  static void start() throws IOException {
    process = ApicurioProcess.start();
  }

  @AfterAll
  static void stop() {
    if (process != null) {
      process.close();
    }
  }

  @Override
  String url() {
    return process.url();
  }

  @Test
  void shouldShowClientsOfConfluentTheSameIdAndSchemaAndNoOther() throws IOException {
    int id;
    try (SchemaRegistry registry =
        new SchemaRegistry(new SchemaRegistry.Settings(url(), Map.of(), Duration.ofSeconds(5)))) {
      id = registry.register("plant-scores", MessageSchema.SCORE);
    }
    URI subjects = URI.create(url() + "/apis/ccompat/v7/subjects");

    JsonNode newest = read(URI.create(subjects + "/plant-scores-value/versions/latest"));

    assertThat(newest.get("id").asInt()).isEqualTo(id);
    assertThat(new Schema.Parser().parse(newest.get("schema").asText()))
        .isEqualTo(MessageSchema.SCORE);
    assertThat(read(subjects))
        .extracting(JsonNode::asText)
        .contains("plant-scores-value")
        .noneMatch(subject -> subject.contains("ScoreLead")); // is part of the one above
  }

  private static JsonNode read(URI address) throws IOException {
    try (InputStream answer = address.toURL().openStream()) {
      return new ObjectMapper().readTree(answer);
    }
  }
}
