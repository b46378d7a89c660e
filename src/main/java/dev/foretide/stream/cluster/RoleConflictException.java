package dev.foretide.stream.cluster;

/** This role must not start beside what runs already under the same {@code application.id}. */
public final class RoleConflictException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RoleConflictException(String message) {
    super(message);
  }
}
