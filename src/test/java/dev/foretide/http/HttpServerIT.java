package dev.foretide.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.forecast.SeriesSummary;
import dev.foretide.forecast.SeriesView;
import dev.foretide.model.Provenance;
import dev.foretide.series.Expert;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String BOILER = "plant/boiler1-temperature";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<HttpServer> servers = new ArrayList<>();
  private final LiveEvents live = new LiveEvents();
  private final AtomicReference<Health> health = new AtomicReference<>(Health.running());
  private final Map<String, SeriesView> known = new ConcurrentHashMap<>();
  private final Map<String, URI> owners = new ConcurrentHashMap<>();
  private final List<String> commands = new ArrayList<>();
  private RuntimeException failure;

  @AfterEach
  void close() {
    servers.forEach(HttpServer::close);
  }

  @Test
  void shouldServePageScriptsAndChartLibraryFromItself() throws Exception {
    HttpServer server = start(null);

    HttpResponse<String> page = get(server, "/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(type(page)).isEqualTo("text/html;charset=utf-8");
    assertThat(page.body())
        .contains("<title>Foretide</title>")
        .doesNotContain("http://", "https://");
    assertThat(type(get(server, "/page.js"))).startsWith("text/javascript");
    assertThat(type(get(server, "/page.css"))).startsWith("text/css");
    assertThat(get(server, "/uplot/uPlot.esm.js").body()).contains("export");
    assertThat(get(server, "/uplot/uPlot.min.css").statusCode()).isEqualTo(200);
    String tag = page.headers().firstValue("ETag").orElseThrow();
    assertThat(send(server, "GET", "/", "If-None-Match", tag).statusCode()).isEqualTo(304);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/livez", "/api/series", "/api/series/unknown", "/nowhere"})
  void shouldForbidEverythingForeign(String path) throws Exception {
    HttpResponse<String> answer = send(start(null), "GET", path, "Origin", "http://evil.example");

    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'self'")
        .doesNotContain("unsafe", "*");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.headers().firstValue("Server")).isEmpty();
  }

  @Test
  void shouldServeMetricsAsPrometheusText() throws Exception {
    HttpResponse<String> metrics = get(start(null), "/metrics");

    assertThat(type(metrics)).isEqualTo("text/plain;version=0.0.4;charset=utf-8");
    assertThat(metrics.body()).isEqualTo("foretide_readings_total 5\n");
  }

  @Test
  void shouldBeAliveButNotReadyBeforeTheForecasterStarts() throws Exception {
    health.set(Health.starting("restoring the state"));
    HttpServer server = start(null);

    assertThat(get(server, "/livez").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = get(server, "/readyz");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(json(ready))
        .isEqualTo(MAPPER.readTree("{\"status\":\"starting\",\"reason\":\"restoring the state\"}"));
    health.set(Health.running());
    assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
    health.set(new Health(false, false, "failed", "a stream thread died"));
    assertThat(get(server, "/livez").statusCode()).isEqualTo(503);
  }

  @Test
  void shouldListSeriesPageByPage() throws Exception {
    List.of("a", "b", "c").forEach(this::know);
    HttpServer server = start(null);

    JsonNode first = json(get(server, "/api/series?limit=2"));
    JsonNode second = json(get(server, "/api/series?limit=2&after=" + first.path("next").asText()));

    assertThat(first.path("series").findValuesAsText("id")).containsExactly("a", "b");
    assertThat(first.path("series").get(0))
        .isEqualTo(
            MAPPER.readTree(
                "{\"id\":\"a\",\"group\":\"plant\",\"status\":\"ready\",\"source\":\"lstm\","
                    + "\"version\":7,\"origin\":\"1970-01-01T00:01:00Z\",\"actual\":21.5,"
                    + "\"relativeError\":null,\"band\":1.5,\"outside\":0.05}"));
    assertThat(first.path("total").asInt()).isEqualTo(3);
    assertThat(second.path("series").findValuesAsText("id")).containsExactly("c");
    assertThat(second.path("next").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1001", "many", ""})
  void shouldNameBadLimitAndRule(String limit) throws Exception {
    HttpResponse<String> answer = get(start(null), "/api/series?limit=" + limit);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer)).isEqualTo("limit is '" + limit + "', must be 1 to 1000");
  }

  @Test
  void shouldTellEverythingOfOneSeries() throws Exception {
    know(BOILER);

    JsonNode detail = json(get(start(null), "/api/series/" + BOILER));

    assertThat(detail.path("id").asText()).isEqualTo(BOILER);
    assertThat(detail.path("step").asText()).isEqualTo("PT1M");
    assertThat(detail.path("window"))
        .isEqualTo(
            MAPPER.readTree(
                "[{\"at\":\"1970-01-01T00:01:00Z\",\"value\":21.5,\"measured\":true}]"));
    assertThat(detail.path("forecast").path("model"))
        .isEqualTo(MAPPER.readTree("{\"group\":\"plant\",\"version\":7}"));
    assertThat(detail.path("forecast").path("upper"))
        .isEqualTo(MAPPER.readTree("{\"80\":[2,3],\"99.5\":[4,1.23457E+6]}"));
    assertThat(detail.path("errors"))
        .isEqualTo(
            MAPPER.readTree(
                "[{\"lead\":1,\"mae\":0.5,\"naiveMae\":2,\"relative\":0.25,"
                    + "\"coverage\":{\"80\":0.81}}]"));
    assertThat(detail.path("weights")).isEqualTo(MAPPER.readTree("{\"lstm\":[0.75,1]}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"plain", "a/b/c", "/leading", "a//b", "a b", "100%", "a+b", "häll", "a?b#c", "a/"})
  void shouldFindSeriesWhateverItsId(String id) throws Exception {
    know(id);
    HttpServer server = start(null);

    for (String path : List.of(encoded(id), encoded(id).replace("%2F", "/"))) {
      HttpResponse<String> answer = get(server, "/api/series/" + path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(json(answer).path("id").asText()).isEqualTo(id);
    }
  }

  @Test
  void shouldSayWhichSeriesIsUnknownOrNotReadableNow() throws Exception {
    HttpServer server = start(null);
    HttpResponse<String> unknown = get(server, "/api/series/plant/none");
    failure = new NotQueryableException("series cannot be read while rebalancing");
    HttpResponse<String> rebalancing = get(server, "/api/series/plant/none");

    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(error(unknown)).isEqualTo("series 'plant/none' is unknown");
    assertThat(rebalancing.statusCode()).isEqualTo(503);
    assertThat(rebalancing.headers().firstValue("Retry-After")).hasValue("2");
    assertThat(error(rebalancing)).isEqualTo("series cannot be read while rebalancing");
  }

  @Test
  void shouldHideWhyItFailed() throws Exception {
    failure = new IllegalArgumentException("secret detail");

    HttpResponse<String> answer = get(start(null), "/api/series/x");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("{\"error\":\"/api/series/x failed; the log says why\"}");
  }

  @Test
  void shouldAnswerUnknownPathsAndMethodsInJson() throws Exception {
    HttpServer server = start(null);

    assertThat(get(server, "/nowhere").statusCode()).isEqualTo(404);
    assertThat(error(get(server, "/nowhere"))).contains("/nowhere");
    assertThat(send(server, "POST", "/api/models").statusCode()).isEqualTo(405);
  }

  @Test
  void shouldForwardToOwnerOnceAndNotInCircles() throws Exception {
    know(BOILER);
    HttpServer owner = start(null);
    Map<String, URI> backward = new ConcurrentHashMap<>();
    backward.put(BOILER, uri(owner));
    backward.put("plant/lost", URI.create("http://127.0.0.1:1"));
    HttpServer other = start(null, backward);
    owners.put("plant/moving", uri(other)); // each of the two believes in the other
    backward.put("plant/moving", uri(owner));

    HttpResponse<String> found = get(other, "/api/series/" + BOILER);
    HttpResponse<String> lost = get(other, "/api/series/plant/lost");
    HttpResponse<String> circle = get(other, "/api/series/plant/moving");

    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(json(found).path("id").asText()).isEqualTo(BOILER);
    assertThat(lost.statusCode()).isEqualTo(502);
    assertThat(error(lost)).contains("plant/lost", "http://127.0.0.1:1");
    assertThat(lost.headers().firstValue("Retry-After")).hasValue("2");
    assertThat(circle.statusCode()).isEqualTo(503);
    assertThat(circle.headers().firstValue("Retry-After")).as("of the owner").hasValue("2");
    assertThat(error(circle)).contains("plant/moving", "moving between instances");
  }

  @Test
  void shouldListModelsWithMetadataAndRecentChanges() throws Exception {
    live.onModel(new ModelChange("plant", 7, 0, "promoted", true));

    JsonNode group = json(get(start(null), "/api/models")).path("groups").get(0);

    assertThat(group.path("serving").asInt()).isEqualTo(7);
    JsonNode version = group.path("versions").path(0);
    assertThat(version.path("version").asInt()).isEqualTo(7);
    assertThat(version.path("trainedAt").asText()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(version.path("importedAt").isNull()).isTrue();
    assertThat(version.path("outcome").asText()).isEqualTo("rejected");
    assertThat(version.path("holdout")).isEqualTo(MAPPER.readTree("{\"lstm\":0.5}"));
    assertThat(version.path("report"))
        .isEqualTo(
            MAPPER.readTree(
                "{\"kind\":null,\"reason\":\"no better\",\"seconds\":2.5,\"steps\":null,"
                    + "\"series\":null,\"from\":null,\"to\":null,\"champion\":6,"
                    + "\"championHoldout\":null,\"older\":null,\"championOlder\":null,"
                    + "\"start\":null,\"losses\":[]}"));
    assertThat(version.path("metadata").path("champion.version").asText()).isEqualTo("6");
    assertThat(group.path("changes").findValuesAsText("outcome")).containsExactly("promoted");
  }

  @Test
  void shouldListTheGroupThatIsAskedForAlone() throws Exception {
    HttpServer server = start(null);

    assertThat(json(get(server, "/api/models?group=plant")).path("groups")).hasSize(1);
    assertThat(json(get(server, "/api/models?group=moon")).path("groups")).isEmpty();
    assertThat(error(get(server, "/api/models?grup=plant")))
        .isEqualTo("parameter 'grup' is unknown, must be one of group");
  }

  @Test
  void shouldBeReadOnlyWithoutToken() throws Exception {
    HttpResponse<String> answer =
        send(start(null), "POST", "/api/models/plant/retrain", "Authorization", "Bearer x");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(error(answer)).contains("read-only", "http.token");
    assertThat(commands).isEmpty();
  }

  @Test
  void shouldTakeCommandsOnlyWithTheToken() throws Exception {
    HttpServer server = start("secret");
    String path = "/api/models/plant/retrain";

    assertThat(send(server, "POST", path).statusCode()).isEqualTo(401);
    assertThat(send(server, "POST", path, "Authorization", "secret").statusCode()).isEqualTo(401);
    assertThat(send(server, "POST", path, "Authorization", "Bearer secre").statusCode())
        .isEqualTo(401);
    assertThat(commands).isEmpty();
    HttpResponse<String> accepted = send(server, "POST", path, "Authorization", "Bearer secret");

    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(json(accepted))
        .isEqualTo(MAPPER.readTree("{\"group\":\"plant\",\"accepted\":\"trains soon\"}"));
    assertThat(commands).containsExactly("retrain plant");
  }

  @Test
  void shouldSayWhyItRefusesCommands() throws Exception {
    HttpServer server = start("secret");

    HttpResponse<String> unknown =
        send(server, "POST", "/api/models/moon/retrain", "Authorization", "Bearer secret");
    HttpResponse<String> refused =
        send(server, "POST", "/api/models/plant/rollback", "Authorization", "Bearer secret");

    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(error(unknown)).isEqualTo("model group 'moon' is unknown");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(error(refused)).isEqualTo("model group 'plant': version 7 is the only one");
  }

  @Test
  void shouldStreamEventsUntilClosed() throws Exception {
    HttpServer server = start(null);
    HttpResponse<InputStream> stream =
        client.send(
            request(server, "GET", "/api/events?series=a").build(), BodyHandlers.ofInputStream());
    assertThat(stream.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
    BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8));
    Awaitility.await().until(() -> live.listeners().size() == 1);

    live.onForecast(LiveEventsTest.forecast("a", 1), 1f);
    List<String> events = new ArrayList<>();
    while (!events.contains("event: forecast")) {
      events.add(lines.readLine());
    }
    server.close();

    assertThat(events).contains("retry: 2000", "event: status", "event: reading");
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> live.listeners().size() == 0);
  }

  @Test
  void shouldForgetReadersThatWentAway() throws Exception {
    HttpServer server = start(null);
    HttpResponse<InputStream> stream =
        client.send(request(server, "GET", "/api/events").build(), BodyHandlers.ofInputStream());
    Awaitility.await().until(() -> live.listeners().size() == 1);

    stream.body().close();

    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> {
              live.onForecast(LiveEventsTest.forecast("a", 1), 1f);
              return live.listeners().size() == 0;
            });
  }

  @Test
  void shouldDropReaderThatDoesNotRead() throws Exception {
    HttpServer server = start(null);
    try (Socket stalled = new Socket()) {
      stalled.setReceiveBufferSize(4096);
      stalled.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      stalled
          .getOutputStream()
          .write("GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      Awaitility.await().until(() -> live.listeners().size() == 1);
      LiveListener listener = live.listeners().get(0);

      for (int minute = 1; !listener.closed(); minute++) {
        assertThat(minute).as("pulses until the reader is dropped").isLessThan(2000);
        for (int i = 0; i < 300; i++) {
          live.onForecast(LiveEventsTest.forecast("s" + i, minute), 1f);
        }
        live.pulse(Health.running(), new Totals(minute, minute));
      }

      assertThat(get(server, "/livez").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void shouldNameAddressAndPortThatAreTaken() throws Exception {
    int port = start(null).port();

    assertThatThrownBy(() -> open(HttpSettings.local(port, Access.READ_ONLY), owners))
        .isInstanceOf(HttpBindException.class)
        .hasMessageContaining("http.bind=127.0.0.1, http.port=" + port)
        .hasMessageContaining("in use");
  }

  @Test
  void shouldRefuseBadSettings() {
    Access open = Access.READ_ONLY;
    assertThatThrownBy(() -> HttpSettings.local(65_536, open))
        .hasMessage("http.port is 65536, must be 0 to 65535");
    assertThatThrownBy(() -> new HttpSettings(" ", 0, 100, open, null))
        .hasMessageContaining("http.bind");
    assertThatThrownBy(() -> new HttpSettings("::1", 0, 0, open, null))
        .hasMessage("http.rate.max is 0, must be at least 1");
    assertThatThrownBy(() -> new Access(" ", null, null)).hasMessageContaining("http.token");
    assertThatThrownBy(() -> new Access(null, "ann", null)).hasMessageContaining("http.password");
    assertThatThrownBy(() -> new Access(null, "a:b", "x")).hasMessageContaining("http.user");
    assertThat(HttpSettings.local(0, new Access("secret", "ann", "secret")).toString())
        .doesNotContain("secret");
  }

  // --- given

  private HttpServer start(String token) {
    return start(token, owners);
  }

  private HttpServer start(String token, Map<String, URI> others) {
    return open(HttpSettings.local(0, new Access(token, null, null)), others);
  }

  private HttpServer open(HttpSettings settings, Map<String, URI> others) {
    HttpServer server = new HttpServer(settings, backend(others), live);
    server.start();
    servers.add(server);
    return server;
  }

  private Backend backend(Map<String, URI> others) {
    return new Backend(
        health::get,
        () -> "foretide_readings_total 5\n",
        () -> new Totals(5, 4),
        visitor ->
            known.values().forEach(series -> visitor.see(summary(series.id()), series.errors())),
        this::find,
        id -> Optional.ofNullable(others.get(id)),
        () ->
            List.of(
                new GroupModels(
                    "plant",
                    7,
                    List.of(
                        new GroupModels.Version(
                            7,
                            new Provenance(
                                Map.of(
                                    "trained.at", "1970-01-01T00:00:00Z",
                                    "trained.seconds", "2.5",
                                    "training.outcome", "rejected",
                                    "training.reason", "no better",
                                    "champion.version", "6",
                                    "holdout.relative.mse.lstm", "0.5",
                                    "holdout.relative.mse.cycle", "NaN")))))),
        group -> {
          commands.add("retrain " + group);
          return group.equals("plant") ? Optional.of("trains soon") : Optional.empty();
        },
        group -> {
          throw new IllegalStateException("version 7 is the only one");
        });
  }

  private Optional<SeriesView> find(String id) {
    if (failure != null) {
      throw failure;
    }
    return Optional.ofNullable(known.get(id));
  }

  private void know(String id) {
    known.put(
        id,
        new SeriesView(
            id,
            "plant",
            "value",
            60_000,
            List.of(new SeriesView.Step(60_000, 21.5f, true)),
            LiveEventsTest.forecast(id, 1),
            List.of(new SeriesView.LeadError(1, 0.5, 2, new TreeMap<>(Map.of(0.8, 0.81)))),
            Map.of(Expert.LSTM, new float[] {0.75f, 1})));
  }

  private static SeriesSummary summary(String id) {
    return new SeriesSummary(
        id, "plant", Status.READY, Source.LSTM, 7, 60_000, 21.5f, Double.NaN, 1.5, 0.05);
  }

  // --- when

  private HttpResponse<String> get(HttpServer server, String path) throws Exception {
    return send(server, "GET", path);
  }

  private HttpResponse<String> send(
      HttpServer server, String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request = request(server, method, path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(HttpServer server, String method, String path) {
    return HttpRequest.newBuilder(URI.create(uri(server) + path))
        .timeout(Duration.ofSeconds(10))
        .method(method, HttpRequest.BodyPublishers.noBody());
  }

  private static URI uri(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, UTF_8).replace("+", "%20");
  }

  // --- then

  private static String type(HttpResponse<?> answer) {
    return answer.headers().firstValue("Content-Type").orElse("").replace("; ", ";");
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    assertThat(type(answer)).startsWith("application/json");
    return MAPPER.readTree(answer.body());
  }

  private static String error(HttpResponse<String> answer) throws Exception {
    return json(answer).path("error").asText();
  }
}
