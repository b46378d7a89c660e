package dev.foretide.linalg;

/** The normal equations have no usable solution, not even with a much larger ridge penalty. */
public final class SingularNormalEquationsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SingularNormalEquationsException(String message) {
    super(message);
  }
}
