package dev.foretide.model;

/** Bytes that are not a model we can use; the message says what is wrong with them. */
public final class ModelFormatException extends IllegalArgumentException {
  public ModelFormatException(String message) {
    super(message);
  }

  public ModelFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
