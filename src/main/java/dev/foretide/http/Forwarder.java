package dev.foretide.http;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks another instance for a series that it owns. */
final class Forwarder {
  /** Marks a request that another instance sent: it is answered here or not at all. */
  static final String FORWARDED = "X-Foretide-Forwarded";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final HttpClient client;

  /**
   * @param tls whose certificates the other instances have too; null where they serve plain HTTP
   */
  Forwarder(@Nullable HttpTls tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT);
    this.client = tls == null ? builder.build() : builder.sslContext(tls.client()).build();
  }

  /**
   * The other instance's answer.
   *
   * @param authorization header with which the reader was let through here; null for none
   * @throws ApiException 502, it did not answer
   */
  HttpResponse<byte[]> detail(URI owner, String series, @Nullable String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(detailOf(owner, series))
            .timeout(TIMEOUT)
            .header("Accept", "application/json")
            .header(FORWARDED, "1")
            .GET();
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new ApiException(
          502,
          "series '%s' belongs to %s, which did not answer: %s"
              .formatted(series, owner, e.getMessage() == null ? e.getClass() : e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(503, "the server stops");
    }
  }

  private static URI detailOf(URI owner, String series) {
    String base = owner.toString();
    String id = URLEncoder.encode(series, StandardCharsets.UTF_8).replace("+", "%20");
    return URI.create(
        (base.endsWith("/") ? base : base + "/") + "api/series/" + id.replace("%2F", "/"));
  }
}
