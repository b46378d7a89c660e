package dev.foretide.http;

import java.nio.file.Path;

/** The server's keystore is of no use; the message names the file, never the password. */
public final class HttpTlsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HttpTlsException(Path keystore, Exception cause) {
    super(
        "http.tls.keystore=%s cannot be used with http.tls.keystore.password: %s"
            .formatted(keystore, cause.getMessage()),
        cause);
  }
}
