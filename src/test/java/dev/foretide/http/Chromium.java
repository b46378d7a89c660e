package dev.foretide.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A headless Chromium, spoken to through its debugging protocol: {@code --dump-dom} would show the
 * page as it was before its first event.
 */
public final class Chromium implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final WebSocket socket;

  /** The browser on this machine, if there is one. */
  public static Optional<Path> find() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(
            dir ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(Path.of(dir)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public Chromium(Path executable, Path profile) throws Exception {
    process =
        new ProcessBuilder(
                executable.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1400,900",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      socket = connect(profile.resolve("DevToolsActivePort"));
      call("Runtime.enable", Map.of());
      call("Log.enable", Map.of());
      call("Page.enable", Map.of());
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private WebSocket connect(Path portFile) throws IOException {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> Files.exists(portFile) && Files.readAllLines(portFile).size() >= 2);
    String port = Files.readAllLines(portFile).get(0);
    URI[] page = new URI[1];
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(
            () -> {
              JsonNode targets =
                  MAPPER.readTree(
                      client
                          .send(
                              HttpRequest.newBuilder(
                                      URI.create("http://127.0.0.1:" + port + "/json"))
                                  .build(),
                              HttpResponse.BodyHandlers.ofByteArray())
                          .body());
              for (JsonNode target : targets) {
                if (target.path("type").asText().equals("page")) {
                  page[0] = URI.create(target.path("webSocketDebuggerUrl").asText());
                }
              }
              return page[0] != null;
            });
    return client.newWebSocketBuilder().buildAsync(page[0], new Messages()).join();
  }

  private JsonNode call(String method, Map<String, Object> params) throws Exception {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    calls.put(id, answer);
    socket
        .sendText(
            MAPPER.writeValueAsString(Map.of("id", id, "method", method, "params", params)), true)
        .get(5, TimeUnit.SECONDS);
    return answer.get(10, TimeUnit.SECONDS);
  }

  public void open(String url) throws Exception {
    call("Page.navigate", Map.of("url", url));
  }

  /** Value of a JavaScript expression. */
  public JsonNode evaluate(String expression) throws Exception {
    JsonNode answer =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    return answer.path("result").path("result").path("value");
  }

  /** What the console has shown as an error or a warning, and exceptions nobody caught. */
  public List<String> errors() {
    return new ArrayList<>(errors);
  }

  @Override
  public void close() {
    socket.abort();
    process.destroyForcibly().onExit().join();
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        message(text.toString());
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    private void message(String json) {
      try {
        JsonNode message = MAPPER.readTree(json);
        CompletableFuture<JsonNode> call = calls.remove(message.path("id").asInt());
        String method = message.path("method").asText();
        String level =
            message.path("params").path("type").asText()
                + message.path("params").path("entry").path("level").asText();
        if (call != null) {
          call.complete(message);
        } else if (method.equals("Runtime.exceptionThrown")
            || level.contains("error")
            || level.contains("warning")) {
          errors.add(json);
        }
      } catch (IOException e) {
        errors.add(e.toString());
      }
    }
  }
}
