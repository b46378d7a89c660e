package dev.foretide.cli;

/** What the user gave is wrong; the message is the one line that says so. */
final class WrongInputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongInputException(String message) {
    super(message);
  }

  WrongInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
