package dev.foretide.config;

/** What the bytes of a record's key are. */
public enum KeyFormat {
  /** Text; one that looks like JSON is refused, because somebody has to say what it is. */
  TEXT,
  /** Text, whatever it looks like: {@code string}. */
  STRING,
  JSON,
  /** JSON of Kafka Connect, with or without its schema. */
  CONNECT,
  /** Eight bytes, big-endian. */
  LONG
}
