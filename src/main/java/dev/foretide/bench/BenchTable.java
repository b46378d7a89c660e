package dev.foretide.bench;

import java.util.List;
import java.util.Locale;

/** Results as text. */
public final class BenchTable {
  private BenchTable() {}

  public static String of(List<BenchResult> results) {
    StringBuilder text = new StringBuilder();
    for (BenchResult result : results) {
      text.append(result.settings().name()).append('\n');
      line(text, "", "forecaster", "no evaluator", "ratio");
      line(
          text,
          "readings/s",
          "%,.0f".formatted(result.readingsPerSecond()),
          "%,.0f".formatted(result.noopReadingsPerSecond()),
          "%.2f (%.2f to %.2f)".formatted(result.ratio(), result.ratioLeast(), result.ratioMost()));
      line(
          text,
          "processor time, us a reading",
          "%.1f".formatted(result.cpuMicros()),
          "%.1f".formatted(result.noopCpuMicros()),
          "%.2f".formatted(result.noopCpuMicros() / result.cpuMicros()));
      line(
          text,
          "allocated, bytes a reading",
          "%,.0f".formatted(result.bytesAllocated()),
          "%,.0f".formatted(result.noopBytesAllocated()),
          "%.2f".formatted(result.noopBytesAllocated() / result.bytesAllocated()));
      text.append(
          String.format(
              Locale.ROOT,
              "  state %,d bytes a series; changelog %,.0f bytes a reading; start %.1f s, with a restore %.1f s, a standby takes over in %.1f s%n",
              result.stateBytes(),
              result.changelogBytes(),
              result.startSeconds(),
              result.restoreSeconds(),
              result.takeOverSeconds()));
      for (Latency latency : result.latencies()) {
        text.append(
            String.format(
                Locale.ROOT,
                "  latency at %.0f %% load, %,.0f readings/s: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms%n",
                100 * latency.load(),
                latency.readingsPerSecond(),
                latency.p50(),
                latency.p99(),
                latency.p999()));
      }
    }
    return text.toString();
  }

  private static void line(
      StringBuilder text, String what, String ours, String theirs, String ratio) {
    text.append(String.format("  %-30s %12s %14s   %s%n", what, ours, theirs, ratio));
  }
}
