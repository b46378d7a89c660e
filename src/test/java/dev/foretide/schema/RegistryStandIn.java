package dev.foretide.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of an Apicurio Registry as its serdes ask: artifacts by name, content by id. It answers
 * as 3.0.9 does; {@link ApicurioProcess} holds the same tests against that one.
 */
public final class RegistryStandIn implements AutoCloseable {
  private static final String API = "/apis/registry/v2";
  private static final Pattern BY_ID =
      Pattern.compile(API + "/ids/(?:contentIds|globalIds)/(\\d+)(/references)?");
  private static final Pattern BY_NAME =
      Pattern.compile(API + "/groups/default/artifacts/([^/]+)/meta");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> contents = new ArrayList<>();
  private final Map<String, Integer> newest = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private volatile boolean silent;
  private volatile int failure;

  /** Begins to answer. */
  public RegistryStandIn() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Adds a schema, or whatever else, by hand; returns its id. */
  public synchronized int add(String artifact, String content) {
    int index = contents.indexOf(content);
    if (index < 0) {
      contents.add(content);
      index = contents.size() - 1;
    }
    newest.put(artifact, index + 1);
    return index + 1;
  }

  /** Names under which schemas are registered. */
  public synchronized List<String> artifacts() {
    return List.copyOf(newest.keySet());
  }

  /** Method and path of each request so far. */
  public synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  /** What each request so far said of who asks. */
  public synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  /** Takes requests and does not answer them any more. */
  public void fallSilent() {
    silent = true;
  }

  /** Answers everything with this status; 0 as usual. */
  public void failWith(int status) {
    failure = status;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    synchronized (this) {
      asked.add(exchange.getRequestMethod() + " " + path);
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    }
    if (silent) {
      return;
    }
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    if (failure != 0) {
      send(exchange, failure, "out of order");
      return;
    }
    Matcher byId = BY_ID.matcher(path);
    Matcher byName = BY_NAME.matcher(path);
    if (path.equals(API + "/groups/default/artifacts")) {
      String artifact = exchange.getRequestHeaders().getFirst("X-Registry-ArtifactId");
      send(exchange, 200, metadata(artifact, add(artifact, body)));
    } else if (byId.matches()) {
      content(exchange, Long.parseLong(byId.group(1)), byId.group(2) != null);
    } else if (byName.matches()) {
      Integer id = newestOf(byName.group(1));
      if (id == null) {
        send(exchange, 404, absent("ArtifactNotFoundException"));
      } else {
        send(exchange, 200, metadata(byName.group(1), id));
      }
    } else {
      send(exchange, 501, "not asked by the serdes so far: " + path);
    }
  }

  private synchronized Integer newestOf(String artifact) {
    return newest.get(artifact);
  }

  private void content(HttpExchange exchange, long id, boolean references) throws IOException {
    String content;
    synchronized (this) {
      content = id < 1 || id > contents.size() ? null : contents.get((int) id - 1);
    }
    if (content == null) {
      send(exchange, 404, absent("ContentNotFoundException"));
    } else {
      send(exchange, 200, references ? "[]" : content);
    }
  }

  private static String absent(String name) throws IOException {
    return JSON.writeValueAsString(
        Map.of("message", "There is none.", "error_code", 404, "name", name));
  }

  private static String metadata(String artifact, int id) throws IOException {
    return JSON.writeValueAsString(
        Map.of("id", artifact, "version", "1", "type", "AVRO", "globalId", id, "contentId", id));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
