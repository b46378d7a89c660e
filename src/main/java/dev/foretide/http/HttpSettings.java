package dev.foretide.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens, and for whom.
 *
 * @param bind address to listen on, such as 127.0.0.1
 * @param port 0 takes any free port
 * @param maxRate requests a second from one address; beyond it they are answered with 429
 * @param tls certificate of this server; null serves plain HTTP
 */
public record HttpSettings(
    String bind, int port, int maxRate, Access access, @Nullable HttpTls tls) {
  /** Requests a second that no person and no scraper reaches. */
  public static final int DEFAULT_MAX_RATE = 100;

  /** Checks each field. */
  public HttpSettings {
    if (bind.isBlank()) {
      throw new IllegalArgumentException("http.bind is blank, must be an address");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("http.port is " + port + ", must be 0 to 65535");
    }
    if (maxRate < 1) {
      throw new IllegalArgumentException("http.rate.max is " + maxRate + ", must be at least 1");
    }
  }

  /** Plain HTTP on the loopback address, for everybody on this machine. */
  public static HttpSettings local(int port, Access access) {
    return new HttpSettings("127.0.0.1", port, DEFAULT_MAX_RATE, access, null);
  }

  /** Whether only this machine can ask. */
  boolean isLocal() {
    try {
      return InetAddress.getByName(bind).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // listening on it will fail, and say so
    }
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return tls == null ? "http" : "https";
  }

  /** Never shows a secret. */
  @Override
  public String toString() {
    return "%s on %s:%d (%s)".formatted(scheme(), bind, port, access);
  }
}
