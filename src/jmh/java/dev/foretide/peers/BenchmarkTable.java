package dev.foretide.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Markdown from the JSON that JMH writes with {@code -rf json}. A fork's time is the mean of its
 * iterations; the table shows the median of the forks, the least and the greatest of them, and how
 * many times longer the peer took: ONNX Runtime for inference, PyTorch for training. Operations are
 * those of the matrix products, two per multiplication; training counts three times forward.
 *
 * <pre>  java -cp target/benchmarks.jar dev.foretide.peers.BenchmarkTable target/benchmarks.json
 * </pre>
 */
public final class BenchmarkTable {
  private static final String HEADER =
      "| network | mode | implementation | median, µs | least to greatest | peer's time / this"
          + " | GFLOP/s | of peak | B/op |\n| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |";

  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Double> peerTimes = new HashMap<>();
  private @Nullable Row peak;

  private BenchmarkTable() {}

  /** {@code FILE}. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: BenchmarkTable FILE");
      System.exit(2);
    }
    JsonNode results = new ObjectMapper().readTree(Path.of(arguments[0]).toFile());
    BenchmarkTable table = new BenchmarkTable();
    results.forEach(table::add);
    JsonNode first = results.path(0);
    System.out.printf("%s %s%n%n", first.path("vmName").asText(), first.path("vmVersion").asText());
    table.print();
  }

  /** One line of the table; {@code forks} in ascending order. */
  private record Row(
      String comparison, String implementation, List<Double> forks, double flops, String bytes) {
    double median() {
      int n = forks.size();
      return (forks.get((n - 1) / 2) + forks.get(n / 2)) / 2;
    }

    String spread() {
      return format(forks.get(0)) + " to " + format(forks.get(forks.size() - 1));
    }
  }

  private void add(JsonNode result) {
    String benchmark = result.path("benchmark").asText();
    JsonNode params = result.path("params");
    String implementation = params.path("implementation").asText();
    String mode = params.path("mode").asText();
    String comparison = "";
    double flops = 0;
    if (benchmark.contains(InferenceBenchmark.class.getSimpleName())) {
      BenchmarkNetwork network = BenchmarkNetwork.of(params.path("network").asText());
      comparison = params.path("network").asText() + " | " + mode;
      boolean window = mode.startsWith("window");
      flops = window ? network.flopsPerWindow() : network.flopsPerStep(true);
    } else if (benchmark.contains(TrainingBenchmark.class.getSimpleName())) {
      BenchmarkNetwork network = BenchmarkNetwork.of(params.path("network").asText());
      int batch = params.path("batch").asInt();
      comparison = params.path("network").asText() + " | training step, batch " + batch;
      flops = 3.0 * batch * network.flopsPerWindow();
    } else if (!benchmark.contains(PeakBenchmark.class.getSimpleName())) {
      return; // JMH's own table says it all
    }
    JsonNode allocated = result.path("secondaryMetrics").path("gc.alloc.rate.norm");
    String bytes = allocated.isMissingNode() ? "" : format(allocated.path("score").asDouble());
    int threads = params.path("threads").asInt(1);
    String name = threads > 1 ? implementation + ", " + threads + " threads" : implementation;
    Row row = new Row(comparison, name, forks(result), flops, bytes);
    if (comparison.isEmpty()) {
      peak = row;
      return;
    }
    rows.add(row);
    if (implementation.equals(comparison.contains("training") ? "djl" : "onnxruntime")) {
      peerTimes.put(comparison, row.median());
    }
  }

  private static List<Double> forks(JsonNode result) {
    return StreamSupport.stream(result.path("primaryMetric").path("rawData").spliterator(), false)
        .map(
            fork ->
                StreamSupport.stream(fork.spliterator(), false)
                    .mapToDouble(JsonNode::asDouble)
                    .average()
                    .orElseThrow())
        .sorted()
        .toList();
  }

  private void print() {
    if (peak != null) {
      System.out.printf(
          "Fused multiply-adds, one thread: %s GFLOP/s (%s)%n%n",
          format(peak.median()), peak.spread());
    }
    if (!rows.isEmpty()) {
      System.out.println(HEADER);
    }
    List<String> comparisons = rows.stream().map(Row::comparison).distinct().toList();
    for (String comparison : comparisons) {
      rows.stream().filter(row -> row.comparison.equals(comparison)).forEach(this::print);
    }
  }

  private void print(Row row) {
    double gigaflops = row.flops / row.median() / 1e3; // operations per µs are MFLOP/s
    Double peer = peerTimes.get(row.comparison);
    String[] cells = {
      row.comparison,
      row.implementation,
      format(row.median()),
      row.spread(),
      peer == null ? "" : String.format(Locale.ROOT, "%.2f", peer / row.median()),
      String.format(Locale.ROOT, "%.1f", gigaflops),
      peak == null ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * gigaflops / peak.median()),
      row.bytes
    };
    System.out.println("| " + String.join(" | ", Arrays.asList(cells)) + " |");
  }

  /** Three significant digits. */
  private static String format(double value) {
    int digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
