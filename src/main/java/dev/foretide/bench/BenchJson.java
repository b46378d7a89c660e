package dev.foretide.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Results as JSON: {@code {"runs": [...]}}. */
public final class BenchJson {
  private BenchJson() {}

  /** Writes all results, and closes the writer. */
  public static void write(List<BenchResult> results, Writer target) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(target)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeArrayFieldStart("runs");
      for (BenchResult result : results) {
        run(json, result);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void run(JsonGenerator json, BenchResult result) throws IOException {
    BenchSettings settings = result.settings();
    json.writeStartObject();
    json.writeStringField("name", settings.name());
    json.writeNumberField("series", settings.series());
    json.writeStringField("store", settings.store());
    json.writeStringField("guarantee", settings.guarantee());
    json.writeNumberField("threads", settings.threads());
    json.writeNumberField("rounds", settings.rounds());
    json.writeNumberField("readingsPerSecond", result.readingsPerSecond());
    json.writeNumberField("cpuMicrosPerReading", result.cpuMicros());
    json.writeNumberField("noopReadingsPerSecond", result.noopReadingsPerSecond());
    json.writeNumberField("noopCpuMicrosPerReading", result.noopCpuMicros());
    json.writeNumberField("ratio", result.ratio());
    json.writeNumberField("ratioLeast", result.ratioLeast());
    json.writeNumberField("ratioMost", result.ratioMost());
    json.writeNumberField("allocatedBytesPerReading", result.bytesAllocated());
    json.writeNumberField("noopAllocatedBytesPerReading", result.noopBytesAllocated());
    json.writeNumberField("stateBytesPerSeries", result.stateBytes());
    json.writeNumberField("changelogBytesPerReading", result.changelogBytes());
    json.writeNumberField("startSeconds", result.startSeconds());
    json.writeNumberField("restoreSeconds", result.restoreSeconds());
    json.writeNumberField("takeOverSeconds", result.takeOverSeconds());
    if (!result.latencies().isEmpty()) {
      json.writeFieldName("latencyMillis");
      latency(json, result.latencies().get(0));
      json.writeArrayFieldStart("latencies");
      for (Latency latency : result.latencies()) {
        latency(json, latency);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void latency(JsonGenerator json, Latency latency) throws IOException {
    json.writeStartObject();
    json.writeNumberField("load", latency.load());
    json.writeNumberField("readingsPerSecond", latency.readingsPerSecond());
    json.writeNumberField("p50", latency.p50());
    json.writeNumberField("p99", latency.p99());
    json.writeNumberField("p999", latency.p999());
    json.writeEndObject();
  }
}
