package dev.foretide.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.Certificates;
import dev.foretide.Mutations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server keeps from those who ask. */
class HttpSecurityIT {
  private static final Access GUARDED = new Access("t0ken", "ann", "pässword");

  @TempDir static Path directory;
  private static HttpTls one;
  private static HttpTls other;
  private final List<HttpServer> servers = new ArrayList<>();
  private Optional<URI> owner = Optional.empty();

  @BeforeAll
  static void certify() throws Exception {
    Certificates certificates = new Certificates(directory);
    one = new HttpTls(certificates.issue("one"), Certificates.PASSWORD);
    other = new HttpTls(certificates.issue("other"), Certificates.PASSWORD);
  }

  @AfterEach
  void close() {
    servers.forEach(HttpServer::close);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/page.js", "/metrics", "/api/series", "/api/series/a", "/api/events"})
  void shouldAskReadersForNameAndPassword(String path) throws Exception {
    HttpServer server = start(GUARDED, null);

    HttpResponse<String> nobody = get(server, path, null);
    HttpResponse<String> stranger = get(server, path, basic("ann:wrong"));

    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic ");
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(stranger.body()).contains("http.user").doesNotContain("ann", "pässword", "t0ken");
  }

  @Test
  void shouldLetReadersThroughWithPasswordOrToken() throws Exception {
    HttpServer server = start(GUARDED, null);

    assertThat(get(server, "/", basic("ann:pässword")).statusCode()).isEqualTo(200);
    assertThat(get(server, "/metrics", "Bearer t0ken").statusCode()).isEqualTo(200);
    assertThat(get(server, "/metrics", "Bearer t0ke").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz"})
  void shouldTellItsHealthToEverybody(String path) throws Exception {
    assertThat(get(start(GUARDED, null), path, null).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldNotTakeTheReadersPasswordForAChange() throws Exception {
    HttpServer server = start(GUARDED, null);

    HttpResponse<String> reader = post(server, basic("ann:pässword"));
    HttpResponse<String> changer = post(server, "Bearer t0ken");

    assertThat(reader.statusCode()).isEqualTo(401);
    assertThat(reader.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(changer.statusCode()).isEqualTo(202);
  }

  @Test
  void shouldSpeakTlsAloneWhenItHasACertificate() throws Exception {
    HttpServer server = start(Access.READ_ONLY, one);

    String secured = secure(server, other, "/livez");
    String plain = raw(server, "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");

    assertThat(secured).contains("running");
    assertThat(plain).doesNotContain("running");
  }

  @Test
  void shouldAskTheOwnerOfASeriesWithTlsAndTheReadersPassword() throws Exception {
    HttpServer owning = start(GUARDED, one);
    owner = Optional.of(URI.create("https://localhost:" + owning.port()));
    HttpServer asked = start(GUARDED, other);

    String answer = secure(asked, other, "/api/series/a");

    assertThat(answer).contains("series 'a' is moving between instances");
  }

  @Test
  void shouldNameTheKeystoreThatCannotBeReadButNotItsPassword() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.p12"), "no keystore");

    for (HttpTls wrong :
        List.of(
            new HttpTls(one.keystore(), "wr0ng"),
            new HttpTls(directory.resolve("none.p12"), "wr0ng"),
            new HttpTls(empty, "wr0ng"))) {
      assertThatThrownBy(() -> start(Access.READ_ONLY, wrong))
          .isInstanceOf(HttpTlsException.class)
          .hasMessageStartingWith("http.tls.keystore=" + wrong.keystore())
          .hasMessageNotContaining("wr0ng");
      assertThat(wrong.toString()).doesNotContain("wr0ng");
    }
  }

  @Test
  void shouldRefuseBodiesAndHeadersBeyondTheirBounds() throws Exception {
    HttpServer server = start(GUARDED, null);

    String body =
        raw(
            server,
            request("POST /api/models/plant/retrain HTTP/1.1")
                + "Authorization: Bearer t0ken\r\nContent-Length: 10000000\r\n");
    String header =
        raw(server, request("GET /livez HTTP/1.1") + "Cookie: " + "x".repeat(10_000) + "\r\n");

    assertThat(body).startsWith("HTTP/1.1 413 ").endsWith("{\"error\":\"Payload Too Large\"}");
    assertThat(header).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void shouldSlowDownOneWhoAsksTooOften() throws Exception {
    HttpServer server = open(new HttpSettings("127.0.0.1", 0, 5, Access.READ_ONLY, null));
    List<HttpResponse<String>> answers = new ArrayList<>();

    for (int i = 0; i < 20; i++) {
      answers.add(get(server, "/livez", null));
    }

    assertThat(answers).extracting(HttpResponse::statusCode).startsWith(200, 200, 200);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 429)
        .isNotEmpty()
        .allSatisfy(answer -> assertThat(answer.headers().firstValue("Retry-After")).hasValue("1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../pom.xml",
        "/page/../../pom.xml",
        "/uplot/../../../logback.xml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/..;/logback.xml",
        "//etc/passwd",
        "/page/index.html",
        "/logback.xml",
        "/dev/foretide/cli/Main.class",
        "/META-INF/MANIFEST.MF",
        "/\\..\\logback.xml",
        "/%00"
      })
  void shouldServeNothingButItsOwnPaths(String path) throws Exception {
    String answer = raw(start(Access.READ_ONLY, null), request("GET " + path + " HTTP/1.1"));

    assertThat(answer).matches("(?s)HTTP/1.1 40[04] .*");
    assertThat(answer).contains("application/json").doesNotContain("\tat ", "Exception", "root:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NONSENSE",
        "GET /api/series/%zz HTTP/1.1",
        "GET /api/series/%ff%fe HTTP/1.1",
        "GET /api/series?limit=99999999999999999999 HTTP/1.1",
        "GET /api/series?after=%ff%fe&limit=x HTTP/1.1",
        "POST /api/models/%zz/retrain HTTP/1.1",
        "TRACE / HTTP/1.1",
        "PUT / HTTP/1.1",
        "GET / HTTP/9.9"
      })
  void shouldAnswerNonsenseWithoutAStackTrace(String line) throws Exception {
    String answer = raw(start(Access.READ_ONLY, null), request(line));

    assertThat(answer).matches("(?s)HTTP/1.1 [45]0\\d .*");
    assertThat(answer).doesNotContain("\tat ", "java.", "jetty", "Jetty", "<html");
  }

  @Test
  void shouldAnswerDamagedRequestsWithoutFailing() {
    HttpServer server = open(new HttpSettings("127.0.0.1", 0, 1_000_000, Access.READ_ONLY, null));
    String valid = request("GET /api/series/plant%2Fa?limit=10&after=b%20c HTTP/1.1") + "\r\n";

    Mutations.survive(
        valid.getBytes(UTF_8),
        2_000,
        IOException.class,
        1 << 20,
        bytes -> {
          String answer = raw(server, bytes);
          assertThat(answer).doesNotContain("HTTP/1.1 500", "\tat ", "java.");
        });
  }

  // --- given

  private HttpServer start(Access access, HttpTls tls) {
    return open(new HttpSettings("127.0.0.1", 0, HttpSettings.DEFAULT_MAX_RATE, access, tls));
  }

  private HttpServer open(HttpSettings settings) {
    HttpServer server =
        new HttpServer(
            settings,
            new Backend(
                Health::running,
                () -> "foretide_readings_total 5\n",
                () -> new Totals(5, 4),
                visitor -> {},
                id -> Optional.empty(),
                id -> owner,
                List::of,
                group -> Optional.of("trains soon"),
                group -> Optional.empty()),
            new LiveEvents());
    servers.add(server);
    server.start();
    return server;
  }

  private static String basic(String credentials) {
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }

  private static String request(String line) {
    return line + "\r\nHost: localhost\r\nConnection: close\r\n";
  }

  // --- when

  private static HttpResponse<String> get(HttpServer server, String path, String authorization)
      throws Exception {
    return send(HttpRequest.newBuilder(uri(server, "http", path)).GET(), authorization);
  }

  private static HttpResponse<String> post(HttpServer server, String authorization)
      throws Exception {
    URI uri = uri(server, "http", "/api/models/plant/retrain");
    return send(HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()), authorization);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String authorization)
      throws Exception {
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return HttpClient.newHttpClient()
        .send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
  }

  private static String secure(HttpServer server, HttpTls trusted, String path) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(trusted.client())
        .build()
        .send(
            HttpRequest.newBuilder(uri(server, "https", path))
                .header("Authorization", basic("ann:pässword"))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private static URI uri(HttpServer server, String scheme, String path) {
    return URI.create(scheme + "://localhost:" + server.port() + path);
  }

  /** What a client cannot be made to send, and an answer that does not wait for a body. */
  private static String raw(HttpServer server, String request) throws IOException {
    return raw(server, (request + "\r\n").getBytes(UTF_8));
  }

  private static String raw(HttpServer server, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
