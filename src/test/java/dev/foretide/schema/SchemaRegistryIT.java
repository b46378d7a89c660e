package dev.foretide.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract on the stand-in, and what only a stand-in can be made to do. */
class SchemaRegistryIT extends SchemaRegistryContract {
  private static final Schema DOUBLE = Schema.create(Schema.Type.DOUBLE);
  private static final Duration SHORT = Duration.ofMillis(500);

  private final RegistryStandIn standIn = new RegistryStandIn();

  @Override
  String url() {
    return standIn.url();
  }

  @AfterEach
  void stop() {
    standIn.close();
  }

  private SchemaRegistry impatient() {
    return new SchemaRegistry(new SchemaRegistry.Settings(url(), Map.of(), SHORT));
  }

  @Test
  @Timeout(60) // as good as for ever
  void shouldNotWaitForASilentRegistry() {
    standIn.fallSilent();
    try (SchemaRegistry registry = impatient()) {
      assertThatThrownBy(() -> registry.schema(SchemaId.content(1)))
          .isInstanceOf(SchemaRegistryException.class)
          .hasMessage("schema registry %s: no answer within 0 s".formatted(url()));
    }
    assertThat(standIn.asked()).as("asked once, and given up").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 500, 503})
  void shouldNotTakeARegistryThatIsOutOfOrderForOneWithoutTheSchema(int status) {
    standIn.failWith(status);
    try (SchemaRegistry registry = impatient()) {
      assertThatThrownBy(() -> registry.schema(SchemaId.content(1)))
          .isInstanceOf(SchemaRegistryException.class)
          .hasMessageStartingWith("schema registry " + url() + ": ")
          .hasMessageMatching(".*(HTTP status %d|Auth).*".formatted(status));
      assertThatThrownBy(() -> registry.newest("t")).isInstanceOf(SchemaRegistryException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"type\":\"object\"}", "syntax = \"proto3\";", "", "[", "\"nothing\""})
  void shouldSayThatSomethingElseIsNoSchemaOfAvro(String content) {
    int id = standIn.add("other", content);
    try (SchemaRegistry registry = impatient()) {
      assertThatThrownBy(() -> registry.schema(SchemaId.content(id)))
          .isInstanceOf(UnknownSchemaException.class)
          .hasMessageStartingWith("no schema of Avro: ")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void shouldSendNameAndPasswordAsConfigured() {
    Map<String, String> client =
        Map.of("apicurio.auth.username", "plant", "apicurio.auth.password", "secret");
    try (SchemaRegistry registry =
        new SchemaRegistry(new SchemaRegistry.Settings(url(), client, SHORT))) {
      registry.register("t", MessageSchema.SCORE);
    }

    assertThat(standIn.authorizations()).containsOnly("Basic cGxhbnQ6c2VjcmV0");
  }

  @Test
  void shouldAskForASchemaOnceAndForAMissingOneSeldom() throws Exception {
    int id = standIn.add("other", "\"double\"");
    try (SchemaRegistry registry = impatient()) {
      WriterSchemas schemas = new WriterSchemas(registry, SHORT);

      for (int i = 0; i < 3; i++) {
        assertThat(schemas.of(SchemaId.content(id))).isEqualTo(DOUBLE);
        assertThatThrownBy(() -> schemas.of(SchemaId.content(99)))
            .isInstanceOf(UnknownSchemaException.class);
      }
    }
    assertThat(standIn.asked())
        .containsOnlyOnce(
            "GET /apis/registry/v2/ids/contentIds/" + id,
            "GET /apis/registry/v2/ids/contentIds/99");
  }

  @Test
  void shouldWaitForARegistryThatComesBack() throws Exception {
    int id = standIn.add("other", "\"double\"");
    standIn.failWith(503);
    Thread repair =
        new Thread(
            () -> {
              while (standIn.asked().isEmpty()) {
                Thread.onSpinWait();
              }
              standIn.failWith(0);
            });
    repair.start();
    try (SchemaRegistry registry = impatient()) {
      assertThat(new WriterSchemas(registry, Duration.ofSeconds(30)).of(SchemaId.content(id)))
          .isEqualTo(DOUBLE);
    }
    repair.join();
  }

  @Test
  void shouldLoseItsPatience() {
    standIn.failWith(503);
    try (SchemaRegistry registry = impatient()) {
      WriterSchemas schemas = new WriterSchemas(registry, Duration.ZERO);

      assertThatThrownBy(() -> schemas.of(SchemaId.content(1)))
          .isInstanceOf(SchemaRegistryException.class);
    }
  }
}
