package dev.foretide.schema;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Apicurio's own registry, in a process of its own with its schemas in memory. The profile {@code
 * registry} of the build brings it; a test without it is skipped and says so.
 */
public final class ApicurioProcess implements AutoCloseable {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", System.getProperty("user.dir")), "target", "registry");

  private final Process process;
  private final int port;

  private ApicurioProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one and waits until it answers. */
  public static ApicurioProcess start() throws IOException {
    Path program = program();
    assumeTrue(
        program != null, "no Apicurio Registry in target/registry: ./mvnw verify -Pregistry");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path log = FOLDER.resolve("registry.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx384m",
                    "-Dquarkus.http.host=127.0.0.1",
                    "-Dquarkus.http.port=" + port,
                    "-jar",
                    program.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    ApicurioProcess registry = new ApicurioProcess(process, port);
    try {
      Awaitility.await(log.toString()).atMost(Duration.ofSeconds(60)).until(registry::answers);
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
    return registry;
  }

  private static Path program() throws IOException {
    if (!Files.isDirectory(FOLDER)) {
      return null;
    }
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-runner.jar"))
          .findFirst()
          .orElse(null);
    }
  }

  private boolean answers() throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the registry ended with " + process.exitValue());
    }
    try {
      URI info = URI.create(url() + "/apis/registry/v2/system/info");
      return HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(info).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false; // not yet
    }
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
