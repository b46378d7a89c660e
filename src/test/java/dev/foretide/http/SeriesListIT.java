package dev.foretide.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foretide.forecast.SeriesSummary;
import dev.foretide.forecast.SeriesView;
import dev.foretide.series.Source;
import dev.foretide.series.Status;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /api/series} and {@code /api/overview} over many series. */
class SeriesListIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Entry> known = new ArrayList<>();
  private final AtomicInteger scans = new AtomicInteger();
  private Backend.SeriesScan scan =
      visitor -> {
        scans.incrementAndGet();
        known.forEach(entry -> visitor.see(entry.summary(), entry.errors()));
      };
  private HttpServer server;

  private record Entry(SeriesSummary summary, List<SeriesView.LeadError> errors) {}

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void shouldPageInOrderOfIdsWhateverTheOrderOfTheStores() throws Exception {
    List.of("d", "b", "e", "a", "c").forEach(id -> know(id, "plant", 0.5, 1, 0.1));

    List<String> paged = paged("/api/series?limit=2");

    assertThat(paged).containsExactly("a", "b", "c", "d", "e");
  }

  @ParameterizedTest
  @CsvSource({
    "skill, plant/Pump host/fan plant/kiln plant/new",
    "band, plant/kiln plant/Pump host/fan plant/new",
    "anomalies, host/fan plant/Pump plant/kiln plant/new"
  })
  void shouldRankWorstFirstAndUnknownLast(String sort, String ids) throws Exception {
    knowFour();

    assertThat(paged("/api/series?limit=1&sort=" + sort)).containsExactly(ids.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "search=pump, 1",
    "search=PLANT%2F, 3",
    "search=nothing, 0",
    "group=plant, 3",
    "group=plan, 0",
    "status=cold, 1",
    "status=ready, 3",
    "group=plant&status=ready&search=k, 1",
    "search=, 4"
  })
  void shouldFilterAndCount(String query, int matches) throws Exception {
    knowFour();

    JsonNode page = json(get("/api/series?limit=1&" + query));

    assertThat(page.path("total").asInt()).isEqualTo(matches);
    assertThat(page.path("series")).hasSize(Math.min(1, matches));
    assertThat(page.path("next").isNull()).isEqualTo(matches <= 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=1001|limit is '1001', must be 1 to 1000",
        "limit=many|limit is 'many', must be 1 to 1000",
        "status=warm|status is 'warm', must be one of cold, warming, ready",
        "sort=worst|sort is 'worst', must be one of id, skill, band, anomalies",
        "serach=x|parameter 'serach' is unknown, must be one of after, limit, search, group,"
            + " status, sort",
        "sort=skill&after=gone|after is 'gone', must be a series of this instance where sort is"
            + " skill"
      })
  void shouldNameParameterValueAndRule(String query, String message) throws Exception {
    knowFour();

    HttpResponse<String> answer = get("/api/series?" + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).path("error").asText()).isEqualTo(message);
  }

  @Test
  void shouldTakeErrorsOfManySeriesTogether() throws Exception {
    knowFour();

    JsonNode overview = json(get("/api/overview"));

    assertThat(overview.path("series"))
        .isEqualTo(MAPPER.readTree("{\"cold\":1,\"warming\":0,\"ready\":3}"));
    assertThat(overview.path("errors"))
        .isEqualTo(
            MAPPER.readTree(
                "[{\"lead\":1,\"mae\":1.7,\"naiveMae\":2,\"relative\":0.85,"
                    + "\"coverage\":{\"95\":0.9}}]"));
    assertThat(overview.path("groups").findValuesAsText("group")).containsExactly("plant", "host");
    assertThat(overview.path("groups").get(0).path("series").path("ready").asInt()).isEqualTo(2);
    assertThat(overview.path("moreGroups").asInt()).isZero();
  }

  @Test
  void shouldBoundTheGroupsOfAnOverview() throws Exception {
    for (int i = 0; i < SeriesApi.MAX_GROUPS + 7; i++) {
      know("s" + i, "g" + i, 1, 1, 0);
    }

    JsonNode overview = json(get("/api/overview"));

    assertThat(overview.path("groups")).hasSize(SeriesApi.MAX_GROUPS);
    assertThat(overview.path("moreGroups").asInt()).isEqualTo(7);
  }

  @Test
  void shouldAnswerFromOneLookAtAHundredThousandSeries() throws Exception {
    for (int i = 0; i < 100_000; i++) {
      know(
          "plant/line" + i % 100 + "-sensor" + i, "group" + i % 50, i % 97, i % 89, 0.01 * (i % 7));
    }
    get("/api/series");

    for (String query :
        List.of("search=sensor9999", "sort=skill", "sort=band&group=group7", "status=cold")) {
      HttpResponse<String> answer = get("/api/series?" + query);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body().length()).isLessThan(60_000);
    }

    // What an answer takes beside that is measured by SeriesListBenchmark.
    assertThat(scans.get()).as("looks at all states").isLessThanOrEqualTo(5);
  }

  @Test
  void shouldAnswerFromTheLookBeforeWhileTheNextOneTakesLong() throws Exception {
    know("a", "plant", 1, 1, 0);
    CountDownLatch hold = new CountDownLatch(1);
    CountDownLatch looks = new CountDownLatch(1);
    Backend.SeriesScan quick = scan;
    scan =
        visitor -> {
          if (scans.get() > 0) {
            looks.countDown();
            awaitQuietly(hold);
          }
          quick.forEach(visitor);
        };
    get("/api/series");

    JsonNode stale =
        Awaitility.await().until(() -> json(get("/api/series")), answer -> looks.getCount() == 0);
    hold.countDown();

    assertThat(stale.path("series").findValuesAsText("id")).containsExactly("a");
  }

  @Test
  void shouldSayWhenToAskAgainWhileTheSeriesMove() throws Exception {
    scan =
        visitor -> {
          throw new NotQueryableException("the series are being moved or restored");
        };

    for (String path : List.of("/api/series", "/api/overview")) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
    }
  }

  // --- given

  private void knowFour() {
    know("plant/Pump", "plant", 1.2, 2.0, 0.10);
    know("plant/kiln", "plant", 0.4, 9.0, 0.02);
    know("host/fan", "host", 0.95, 1.0, 0.18);
    known.add(
        new Entry(
            new SeriesSummary(
                "plant/new",
                "plant",
                Status.COLD,
                null,
                0,
                60_000,
                1f,
                Double.NaN,
                Double.NaN,
                Double.NaN),
            List.of()));
  }

  private void know(String id, String group, double relative, double band, double outside) {
    known.add(
        new Entry(
            new SeriesSummary(
                id, group, Status.READY, Source.LSTM, 3, 60_000, 1f, relative, band, outside),
            List.of(
                new SeriesView.LeadError(
                    1, 2 * relative, 2, new TreeMap<>(Map.of(0.95, 1 - outside))))));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // --- when

  private HttpResponse<String> get(String path) throws Exception {
    if (server == null) {
      server =
          new HttpServer(
              HttpSettings.local(0, Access.READ_ONLY),
              new Backend(
                  Health::running,
                  () -> "",
                  () -> new Totals(0, 0),
                  visitor -> scan.forEach(visitor),
                  id -> Optional.empty(),
                  id -> Optional.empty(),
                  List::of,
                  group -> Optional.empty(),
                  group -> Optional.empty()),
              new LiveEvents());
      server.start();
    }
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return MAPPER.readTree(answer.body());
  }

  /** All ids, page by page. */
  private List<String> paged(String path) throws Exception {
    List<String> ids = new ArrayList<>();
    String after = "";
    while (true) {
      JsonNode page = json(get(path + after));
      ids.addAll(page.path("series").findValuesAsText("id"));
      if (page.path("next").isNull()) {
        return ids;
      }
      after = "&after=" + URLEncoder.encode(page.path("next").asText(), UTF_8);
    }
  }
}
