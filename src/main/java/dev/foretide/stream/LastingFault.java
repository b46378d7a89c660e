package dev.foretide.stream;

import java.nio.file.Path;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/** Faults of a stream thread that the next thread would meet again, each told in one line. */
final class LastingFault {
  /** As the operating system says it, by the JDK and by RocksDB. */
  private static final String DISK_FULL = "No space left on device";

  private LastingFault() {}

  /**
   * Tells a fault.
   *
   * @param stateDirectory where the state is kept
   * @return null for a fault that a new thread may not meet
   */
  static @Nullable String of(Throwable fault, Path stateDirectory) {
    StringBuilder messages = new StringBuilder();
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      messages.append(messages.isEmpty() ? "" : ": ").append(message);
      if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
        return "Kafka refuses this user: " + messages;
      }
      if (message.contains(DISK_FULL)) {
        return "state.dir=%s has no space left; make room and start again, nothing is lost"
            .formatted(stateDirectory);
      }
    }
    return null;
  }
}
