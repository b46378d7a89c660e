package dev.foretide.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.PublishedSchemas;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** deploy/openapi.yaml beside the routes and the answers of the server. */
class OpenApiIT {
  private static final Map<String, String> TYPES =
      Map.of(
          ".yaml", "application/yaml",
          ".json", "application/schema+json",
          ".avsc", "application/json");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String JSON_CONTENT = "/content/application~1json";
  private static final Path DEPLOY =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir")), "deploy");
  private static final JsonNode DOCUMENT = PublishedSchemas.read("openapi.yaml");

  @Test
  void shouldBeReadableAsOpenApi31() {
    SwaggerParseResult result =
        new OpenAPIV3Parser().readLocation(DEPLOY.resolve("openapi.yaml").toString(), null, null);

    assertThat(result.getMessages()).isEmpty();
    assertThat(result.getOpenAPI().getPaths()).hasSize(DOCUMENT.get("paths").size());
  }

  @Test
  void shouldDescribeEveryRouteAndNothingElse() {
    Set<String> routes;
    try (FakeFeed feed = new FakeFeed(0, 0, 1_000)) {
      routes = routes(feed.server()::configure);
    }
    Set<String> files = routes(config -> PageFiles.addTo(config.routes));
    files.remove("GET /");
    routes.removeAll(files);

    Set<String> described = new TreeSet<>();
    for (var path : DOCUMENT.get("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(
              method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }

    assertThat(described).isEqualTo(routes);
  }

  @Test
  void shouldShowAnswersThatFitTheirSchemas() {
    List<String> answers = new ArrayList<>();
    for (var path : DOCUMENT.get("paths").properties()) {
      for (var method : path.getValue().properties()) {
        for (var status : method.getValue().get("responses").properties()) {
          answers.add(answer(path.getKey(), method.getKey(), status.getKey()));
        }
      }
    }
    assertThat(answers)
        .filteredOn(answer -> DOCUMENT.at(answer + JSON_CONTENT).has("example"))
        .hasSizeGreaterThan(10)
        .allSatisfy(
            answer ->
                assertThat(faults(answer, DOCUMENT.at(answer + JSON_CONTENT + "/example")))
                    .isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /livez, /livez, 200",
    "GET, /readyz, /readyz, 200",
    "GET, /api/overview, /api/overview, 200",
    "GET, /api/series?limit=1, /api/series, 200",
    "GET, /api/series?search=BOILER&sort=skill&status=ready, /api/series, 200",
    "GET, /api/series?limit=0, /api/series, 400",
    "GET, /api/series/plant/boiler1-temperature, /api/series/{id}, 200",
    "GET, /api/series/nobody, /api/series/{id}, 404",
    "GET, /api/series?sort=worst, /api/series, 400",
    "GET, /api/models, /api/models, 200",
    "GET, /api/models?group=plant, /api/models, 200",
    "GET, /api/models?grup=plant, /api/models, 400",
    "POST, /api/models/plant/retrain, /api/models/{group}/retrain, 202",
    "POST, /api/models/plant/rollback, /api/models/{group}/rollback, 202"
  })
  void shouldAnswerAsDescribed(String method, String asked, String path, String status)
      throws Exception {
    HttpResponse<String> answer;
    try (FakeFeed feed = new FakeFeed(0, 4, 1_000).start()) {
      answer = send(feed, method, asked);
    }

    assertThat(answer.statusCode()).isEqualTo(Integer.parseInt(status));
    assertThat(
            faults(
                answer(path, method.toLowerCase(Locale.ROOT), status),
                JSON.readTree(answer.body())))
        .as(answer.body())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openapi.yaml",
        "asyncapi.yaml",
        "schemas/reading.json",
        "schemas/forecast.json",
        "schemas/score.json",
        "schemas/model-pointer.json",
        "schemas/reading.avsc",
        "schemas/forecast.avsc",
        "schemas/score.avsc"
      })
  void shouldServeItsDescriptions(String file) throws Exception {
    HttpResponse<String> answer;
    try (FakeFeed feed = new FakeFeed(0, 0, 1_000).start()) {
      answer = send(feed, "GET", "/" + file);
    }

    assertThat(answer.body()).isEqualTo(Files.readString(DEPLOY.resolve(file)));
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(
            type -> assertThat(type).isEqualTo(TYPES.get(file.substring(file.lastIndexOf('.')))));
  }

  @Test
  void shouldServeEverySchema() throws IOException {
    try (var schemas = Files.list(DEPLOY.resolve("schemas"))) {
      assertThat(schemas)
          .allSatisfy(
              schema ->
                  assertThat(DOCUMENT.get("paths").has("/schemas/" + schema.getFileName()))
                      .as(schema.toString())
                      .isTrue());
    }
  }

  // --- given

  private static Set<String> routes(Consumer<JavalinConfig> configuration) {
    Set<String> routes = new TreeSet<>();
    for (var parsed : Javalin.create(configuration).unsafe.internalRouter.allHttpHandlers()) {
      Endpoint route = parsed.endpoint;
      if (!route.method.equals(HandlerType.BEFORE)) {
        routes.add(route.method + " " + route.path.replace('<', '{').replace('>', '}'));
      }
    }
    return routes;
  }

  private static HttpResponse<String> send(FakeFeed feed, String method, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + feed.port() + path))
            .header("Authorization", "Bearer secret")
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  /** The pointer to a described answer, also where it stands elsewhere. */
  private static String answer(String path, String method, String status) {
    String pointer = "/paths/%s/%s/responses/%s".formatted(path.replace("/", "~1"), method, status);
    JsonNode reference = DOCUMENT.at(pointer).path("$ref");
    return reference.isMissingNode() ? pointer : reference.asText().substring(1);
  }

  private static List<String> faults(String answer, JsonNode message) {
    return PublishedSchemas.faults("openapi.yaml#" + answer + JSON_CONTENT + "/schema", message);
  }
}
