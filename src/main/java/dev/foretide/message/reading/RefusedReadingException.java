package dev.foretide.message.reading;

import java.util.Locale;

/** A record that is no reading; the message names the thing, the value and the rule. */
public final class RefusedReadingException extends RuntimeException {
  /** Why a record is refused. */
  public enum Reason {
    TOMBSTONE,
    EMPTY,
    NO_KEY,
    BAD_KEY,
    LONG_SERIES_ID,
    NOT_JSON,
    NOT_AVRO,
    NOT_OTLP,
    NOT_SENML,
    NOT_INFLUX,
    NOT_PROTOBUF,
    NOT_REKEYED,
    UNKNOWN_SCHEMA,
    DUPLICATE_FIELD,
    NOT_A_NUMBER,
    NOT_FINITE,
    OUT_OF_RANGE,
    UNKNOWN_FIELD,
    NO_SERIES,
    NO_TIMESTAMP,
    BAD_TIMESTAMP,
    NEWER_STATE;

    /** The word used in metrics and headers. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  public RefusedReadingException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
