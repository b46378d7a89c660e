package dev.foretide.demo;

/**
 * The embedded broker cannot start for a reason that its user can mend: a taken port, a data
 * directory that is locked, not writable or somebody else's, a setting that Kafka refuses. The
 * message names the thing, the value and the rule, and needs no stack trace.
 */
public final class BrokerStartException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  BrokerStartException(String message) {
    super(message);
  }

  BrokerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
