package dev.foretide.csv;

/** What kind of file it is: which columns it has, and whether rows are of one series or of many. */
public enum CsvShape {
  /** A header, then rows with a time and numbers. */
  TABLE("a table"),
  /** InfluxDB's annotated CSV: tables with a header each; tags and the field name a series. */
  INFLUX("InfluxDB's annotated CSV"),
  /** Grafana's "series as rows": series or metric, time, value. */
  GRAFANA_ROWS("Grafana's series as rows"),
  /** Home Assistant's history: entity, state, time of the change. */
  HOME_ASSISTANT("Home Assistant's history"),
  /** The text format of the Monash archive: a line is a series. */
  TSF("Monash's .tsf");

  private final String words;

  CsvShape(String words) {
    this.words = words;
  }

  /** As a message calls it. */
  public String words() {
    return words;
  }

  /** Whether each series has its own kind of value, so that one may be text beside numbers. */
  boolean isNarrow() {
    return this != TABLE && this != TSF;
  }
}
