package dev.foretide.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foretide.forecast.SeriesStateCodec;
import dev.foretide.forecast.SeriesStateHeader;
import dev.foretide.stream.cluster.Names;
import dev.foretide.stream.cluster.Role;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in the store and cannot be read: nothing is lost in silence, and nobody is stopped. */
class UnusableStateTest {
  private static final String SERIES = "pump-7";

  @TempDir Path directory;

  @Test
  void shouldStartAnewAndCountWhenTheStateIsOfAnOlderFormat() throws Exception {
    byte[] captured;
    try (var in =
        SeriesStateCodec.class.getResourceAsStream(
            "/dev/foretide/forecast/series-state-format-1.bin")) {
      captured = Objects.requireNonNull(in).readAllBytes();
    }
    shouldStartAnew(captured, "older_format");
  }

  @Test
  void shouldStartAnewAndCountWhenTheStateIsDamaged() {
    shouldStartAnew(new byte[0], "damaged");
    shouldStartAnew(new byte[] {2}, "damaged");
    shouldStartAnew(new byte[] {2, 77, 77, 0}, "damaged");
    shouldStartAnew(new byte[] {100, 0}, "damaged");
    byte[] cut = state();
    shouldStartAnew(Arrays.copyOf(cut, cut.length / 2), "damaged");
  }

  @Test
  void shouldStartAnewAndCountWhenTheSettingsHaveChanged() {
    byte[] other = state();
    other[20]++; // a byte of the fingerprint
    shouldStartAnew(other, "other_settings");
  }

  @Test
  void shouldRefuseReadingsAndKeepTheStateOfANewerFormat() {
    try (TopologyHarness harness = harness()) {
      byte[] newer = state();
      newer[0] = 5;
      store(harness).put(SERIES, newer);

      harness.read(SERIES, 0, "21.5");

      assertThat(store(harness).get(SERIES)).isEqualTo(newer);
      TestRecord<byte[], byte[]> letter = harness.deadLetters().get(0);
      assertThat(header(letter, "foretide.reason")).isEqualTo("newer_state");
      assertThat(header(letter, "__streams.errors.message"))
          .isEqualTo("pump-7: series state of format version 5, this release reads 2 to 4");
    }
  }

  private void shouldStartAnew(byte[] stored, String reason) {
    try (TopologyHarness harness = harness()) {
      store(harness).put(SERIES, stored);

      harness.read(SERIES, 0, "21.5");
      harness.read(SERIES, 1, "21.5");

      assertThat(
              harness.meters.get("foretide.states.reset").tag("reason", reason).counter().count())
          .isEqualTo(1);
      assertThat(harness.deadLetters()).isEmpty();
      assertThat(SeriesStateHeader.isReadable(store(harness).get(SERIES))).isTrue();
    }
  }

  /** State of a series as this release writes it. */
  private byte[] state() {
    try (TopologyHarness harness = harness()) {
      for (int i = 0; i < 6; i++) {
        harness.read(SERIES, i, "21.5");
      }
      return store(harness).get(SERIES);
    }
  }

  private TopologyHarness harness() {
    return new TopologyHarness(Role.EVALUATOR, directory, Map.of());
  }

  private static KeyValueStore<String, byte[]> store(TopologyHarness harness) {
    return harness.driver.getKeyValueStore(Names.SERIES_STORE);
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
