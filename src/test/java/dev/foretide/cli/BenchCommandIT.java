package dev.foretide.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The benchmark, with a broker in a process of its own. Its figures are not judged here. */
class BenchCommandIT {
  @TempDir Path directory;

  @Test
  void shouldMeasureForecasterAndNoopInTurns() throws Exception {
    Path json = directory.resolve("bench.json");

    Commands.Result result =
        Commands.run(
            "bench",
            "--series=20",
            "--warm-up=1",
            "--rounds=1",
            "--seconds=1",
            "--store=memory",
            "--loads=0.2",
            "--set=window=12",
            "--set=horizon=4",
            "--set=model.layers=lstm:8,dense",
            "--json=" + json);

    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.out()).contains("20 series, memory, at_least_once, 1 thread", "readings/s");
    JsonNode run = new ObjectMapper().readTree(json.toFile()).get("runs").get(0);
    assertThat(run.get("series").asInt()).isEqualTo(20);
    assertThat(run.get("store").asText()).isEqualTo("memory");
    for (String figure :
        new String[] {
          "readingsPerSecond",
          "cpuMicrosPerReading",
          "noopReadingsPerSecond",
          "ratio",
          "stateBytesPerSeries",
          "changelogBytesPerReading",
          "restoreSeconds",
          "takeOverSeconds"
        }) {
      assertThat(run.get(figure).asDouble()).as(figure).isPositive();
    }
    JsonNode latency = run.get("latencyMillis");
    assertThat(latency.get("p50").asDouble()).isPositive();
    assertThat(latency.get("p99").asDouble()).isBetween(latency.get("p50").asDouble(), 60_000.0);
  }

  @ParameterizedTest
  @CsvSource({
    "--series=0, --series 0: must be at least 1, 2",
    "--loads=1.5, --loads 1.5: must be from 0 to 1, 2",
    "--store=paper, state.store, 1",
    "--set=window=-3, window, 1",
    "--json=/nowhere/bench.json, there is no directory /nowhere, 1"
  })
  void shouldRefuseWhatCannotBeMeasured(String option, String message, int exit) {
    Commands.Result result = Commands.run("bench", option);

    assertThat(result.exit()).isEqualTo(exit);
    assertThat(result.err()).contains(message);
  }
}
