package dev.foretide.http;

/** The server cannot listen where it is told to; the message names address and port. */
public final class HttpBindException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HttpBindException(HttpSettings settings, Throwable cause) {
    super(
        "cannot listen on http.bind=%s, http.port=%d: %s; choose another port, or 0 for any"
            .formatted(settings.bind(), settings.port(), rootMessage(cause)),
        cause);
  }

  private static String rootMessage(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
