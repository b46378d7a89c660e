package dev.foretide.schema;

import org.jspecify.annotations.Nullable;

/** The registry does not answer, or refuses; the message names its address. */
public final class SchemaRegistryException extends RuntimeException {
  SchemaRegistryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
