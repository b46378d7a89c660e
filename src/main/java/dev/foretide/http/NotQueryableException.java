package dev.foretide.http;

/** The state of the series cannot be read now, such as before the start or while rebalancing. */
public final class NotQueryableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotQueryableException(String message) {
    super(message);
  }

  public NotQueryableException(String message, Throwable cause) {
    super(message, cause);
  }
}
