package dev.foretide.http;

import org.jspecify.annotations.Nullable;

/**
 * Where the server listens and who may change things.
 *
 * @param bind address to listen on, such as 127.0.0.1
 * @param port 0 takes any free port
 * @param token bearer token of changing calls; null makes the server read-only
 */
public record HttpSettings(String bind, int port, @Nullable String token) {

  public HttpSettings {
    if (bind.isBlank()) {
      throw new IllegalArgumentException("http.bind is blank, must be an address");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("http.port is " + port + ", must be 0 to 65535");
    }
    if (token != null && token.isBlank()) {
      throw new IllegalArgumentException(
          "http.token is blank, must be a secret or absent (read-only)");
    }
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "http on " + bind + ":" + port + (token == null ? " (read-only)" : " (with token)");
  }
}
