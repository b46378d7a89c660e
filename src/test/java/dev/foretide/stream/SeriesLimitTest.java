package dev.foretide.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.stream.cluster.Names;
import dev.foretide.stream.cluster.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Series beyond {@code series.max}. */
class SeriesLimitTest {
  @TempDir Path directory;
  private int step;

  @Test
  void shouldForgetWhoWasReadLeastRecently() {
    try (TopologyHarness harness = harness(3)) {
      for (String series : new String[] {"a", "b", "c", "a", "d"}) {
        harness.read(series, next(), "1");
      }

      assertThat(names(harness)).containsExactlyInAnyOrder("a", "c", "d");
      assertThat(count(harness, "foretide.series.forgotten")).isEqualTo(1);
      assertThat(harness.meters.find("foretide.series").gauges())
          .as("series of all status")
          .satisfies(
              gauges -> assertThat(gauges.stream().mapToDouble(g -> g.value()).sum()).isEqualTo(3));
    }
  }

  @Test
  void shouldStayBoundedUnderAFloodOfNewSeriesAndKeepTheOneThatIsRead() {
    try (TopologyHarness harness = harness(50)) {
      for (int i = 0; i < 5_000; i++) {
        harness.read("flood-" + i, next(), "1");
        if (i % 40 == 0) {
          harness.read("steady", next(), "1");
        }
      }

      assertThat(names(harness)).hasSize(50).contains("steady", "flood-4999");
      assertThat(count(harness, "foretide.series.forgotten")).isEqualTo(5_001 - 50);
    }
  }

  @Test
  void shouldStartAForgottenSeriesAnew() {
    try (TopologyHarness harness = harness(1)) {
      harness.read("a", next(), "1");
      harness.read("a", next(), "2");
      harness.read("b", next(), "1");
      harness.read("a", next(), "3");

      assertThat(names(harness)).containsExactly("a");
      assertThat(count(harness, "foretide.series.forgotten")).isEqualTo(2);
    }
  }

  private int next() {
    return step++;
  }

  private TopologyHarness harness(int max) {
    return new TopologyHarness(
        Role.EVALUATOR, directory, Map.of("series.max", Integer.toString(max)));
  }

  private static double count(TopologyHarness harness, String meter) {
    return harness.meters.get(meter).counter().count();
  }

  private static List<String> names(TopologyHarness harness) {
    KeyValueStore<String, byte[]> store = harness.driver.getKeyValueStore(Names.SERIES_STORE);
    List<String> names = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> names.add(entry.key));
    }
    return names;
  }
}
