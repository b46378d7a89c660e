package dev.foretide.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A real Prometheus with the configuration and the rules of the deployment; only the target and the
 * intervals are the test's.
 */
public final class Prometheus implements AutoCloseable {
  private static final String OFTEN = "1s";
  private static final int SECONDS_LOOKED_AT = 60;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final String address;

  private Prometheus(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts it.
   *
   * @param folder an empty one, for its files
   * @param port of the forecaster on this machine
   */
  public static Prometheus start(Path folder, int port) throws IOException {
    YAMLMapper yaml = new YAMLMapper();
    ObjectNode configuration = (ObjectNode) DeployFiles.yaml(DeployFiles.PROMETHEUS);
    configuration
        .putObject("global")
        .put("scrape_interval", OFTEN)
        .put("evaluation_interval", OFTEN);
    ObjectNode scrape = (ObjectNode) configuration.at("/scrape_configs/0");
    scrape.remove("dns_sd_configs");
    scrape.putArray("static_configs").addObject().putArray("targets").add("127.0.0.1:" + port);
    Path file = folder.resolve("prometheus.yml");
    yaml.writeValue(file.toFile(), configuration);
    for (JsonNode name : configuration.get("rule_files")) {
      JsonNode rules = DeployFiles.yaml(DeployFiles.PROMETHEUS.resolveSibling(name.asText()));
      rules.get("groups").forEach(group -> ((ObjectNode) group).remove("interval"));
      yaml.writeValue(folder.resolve(name.asText()).toFile(), rules);
    }
    String address = "127.0.0.1:" + freePort();
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + Files.createDirectory(folder.resolve("data")),
                "--web.listen-address=" + address,
                "--log.level=warn")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    return new Prometheus(process, address);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  public boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("prometheus ended with " + process.exitValue());
    }
    try {
      return get("/-/ready") != null;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a query had a number within the last minute, as a panel would show it. */
  public boolean hasData(String query) throws IOException, InterruptedException {
    long now = Instant.now().getEpochSecond();
    String answer =
        get(
            "/api/v1/query_range?step=1&start=%d&end=%d&query=%s"
                .formatted(now - SECONDS_LOOKED_AT, now, URLEncoder.encode(query, UTF_8)));
    for (JsonNode series : new ObjectMapper().readTree(answer).at("/data/result")) {
      for (JsonNode sample : series.get("values")) {
        if (!sample.get(1).asText().equals("NaN")) {
          return true;
        }
      }
    }
    return false;
  }

  /** Every rule as it was evaluated last. */
  public Iterable<JsonNode> rules() throws IOException, InterruptedException {
    return new ObjectMapper().readTree(get("/api/v1/rules")).findParents("health");
  }

  private String get(String path) throws IOException, InterruptedException {
    var answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://" + address + path)).build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("%s: %d %s".formatted(path, answer.statusCode(), answer.body()));
    }
    return answer.body();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
