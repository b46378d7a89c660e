package dev.foretide.schema;

/** The registry has answered: there is no Avro schema of this id. */
public final class UnknownSchemaException extends Exception {
  public UnknownSchemaException(String message) {
    super(message);
  }
}
