package dev.foretide.demo;

/** Kafka did not take a row of a replay; the cause is what the producer said. */
public final class ReplayFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReplayFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
