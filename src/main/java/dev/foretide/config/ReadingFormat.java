package dev.foretide.config;

import java.util.Locale;

/** Formats of a record's value. */
public enum ReadingFormat {
  JSON(false),
  CONNECT(false),
  OTLP(true),
  SENML(true),
  INFLUX(true),
  AVRO(false),
  JSON_SCHEMA(false);

  private final boolean fansOut;

  ReadingFormat(boolean fansOut) {
    this.fansOut = fansOut;
  }

  /** Whether a record of it may hold several readings by itself. */
  public boolean fansOut() {
    return fansOut;
  }

  /** Whether what is in a value cannot be told without a schema registry. */
  public boolean needsRegistry() {
    return this == AVRO;
  }

  /** As the configuration has it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static ReadingFormat of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
