package dev.foretide.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Schemas by their UUID, which only Confluent's API has: {@code GET /schemas/guids/UUID}, in its
 * registry at the root, in compatible ones below {@code /apis/ccompat/v7}. Thread-safe.
 */
final class SchemasByUuid {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  private final SchemaRegistry.Settings settings;
  private final HttpClient http;

  SchemasByUuid(SchemaRegistry.Settings settings) {
    this.settings = settings;
    this.http = HttpClient.newBuilder().connectTimeout(settings.timeout()).build();
  }

  /**
   * Asks for a schema.
   *
   * @throws UnknownSchemaException where the registry knows none, or one that is not of Avro
   * @throws IOException where it does not answer
   */
  Schema schema(UUID uuid) throws UnknownSchemaException, IOException, InterruptedException {
    HttpResponse<String> answer = ask(apiRoot() + "/schemas/guids/" + uuid);
    if (answer.statusCode() == NOT_FOUND) {
      throw new UnknownSchemaException("the registry has no schema with the UUID " + uuid);
    }
    if (answer.statusCode() != OK) {
      throw new IOException("HTTP status " + answer.statusCode());
    }
    JsonNode found = JSON.readTree(answer.body());
    try {
      return new Schema.Parser().parse(found.path("schema").asText());
    } catch (AvroRuntimeException e) {
      throw new UnknownSchemaException(
          "no schema of Avro: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private HttpResponse<String> ask(String url) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(settings.timeout())
            .header("Accept", "application/json");
    String name = settings.client().get("apicurio.auth.username");
    String password = settings.client().get("apicurio.auth.password");
    if (name != null && password != null) {
      byte[] credentials = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Without the path of Apicurio's own API, which has no UUIDs. */
  private String apiRoot() {
    String url = settings.url().replaceAll("/+$", "");
    int api = url.indexOf("/apis/");
    return api < 0 ? url : url.substring(0, api) + "/apis/ccompat/v7";
  }
}
