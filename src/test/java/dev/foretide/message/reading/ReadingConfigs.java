package dev.foretide.message.reading;

import dev.foretide.config.ForetideConfig;
import dev.foretide.config.ReadingSettings;
import java.util.HashMap;
import java.util.Map;

/** Settings of readings as users write them. */
public final class ReadingConfigs {
  private ReadingConfigs() {}

  /** Lines of the form {@code key=value}, without the prefix {@code readings.}. */
  public static ReadingSettings of(String... lines) {
    return config(lines).readings();
  }

  /** A whole configuration with such lines. */
  public static ForetideConfig config(String... lines) {
    Map<String, String> values = new HashMap<>();
    values.put("bootstrap.servers", "unused:9092");
    for (String line : lines) {
      int end = line.indexOf('=');
      String key = line.substring(0, end);
      values.put(key.equals("time.zone") ? key : "readings." + key, line.substring(end + 1));
    }
    return new ForetideConfig(values);
  }

  /** Settings of flat records: fields of time and series are null for those of the record. */
  static ReadingSettings flat(String time, String series, String... features) {
    return of(
        "features=" + String.join(",", features),
        "timestamp=" + (time == null ? "" : time),
        "series=" + (series == null ? "" : series));
  }
}
