package dev.foretide.stream.cluster;

import java.util.List;
import org.apache.kafka.common.errors.AuthorizationException;

/** Kafka does not let us do what we must; one line each names the thing and the operation. */
public final class MissingGrantsException extends AuthorizationException {
  private static final long serialVersionUID = 1L;

  MissingGrantsException(List<String> missing) {
    super(String.join(System.lineSeparator(), missing));
  }
}
