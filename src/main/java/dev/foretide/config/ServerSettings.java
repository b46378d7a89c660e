package dev.foretide.config;

import org.jspecify.annotations.Nullable;

/**
 * What is configured of the HTTP server; what is null is not set. The server checks its own rules.
 *
 * @param bind address to listen on
 * @param port 0 takes any free port
 * @param advertised {@code host:port} at which other instances reach this one; empty for what
 *     follows from bind and port
 * @param maxRate requests a second from one address
 * @param token of calls that change something
 * @param user of all other calls
 * @param password of the user
 * @param keystore file of the server's certificate
 * @param keystorePassword password of the file
 */
public record ServerSettings(
    String bind,
    int port,
    String advertised,
    int maxRate,
    @Nullable String token,
    @Nullable String user,
    @Nullable String password,
    @Nullable String keystore,
    @Nullable String keystorePassword) {
  /** Never shows a secret. */
  @Override
  public String toString() {
    return "HTTP on %s:%d".formatted(bind, port);
  }
}
