package dev.foretide.csv;

/** A cell breaks a rule; whoever knows file, line and column makes a fault of it. */
final class CellException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CellException(String rule) {
    super(rule);
  }
}
