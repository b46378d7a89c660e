package dev.foretide.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.foretide.demo.HostCounters.Ticks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HostTelemetryTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void shouldGiveNoRatesAtFirstReadAndSaneOnesLater() {
    HostTelemetry host = new HostTelemetry();
    List<Sample> first = host.read(AT);
    assertThat(first).extracting(Sample::series).contains("host/heap-used");
    assertThat(first).extracting(Sample::series).noneMatch(HostTelemetryTest::isRate);

    List<Sample> second =
        Awaitility.await()
            .pollInterval(Duration.ofMillis(100))
            .until(() -> host.read(AT.plusSeconds(1)), read -> read.size() > first.size());

    assertThat(second).extracting(Sample::series).doesNotHaveDuplicates();
    assertThat(second).extracting(Sample::at).containsOnly(AT.plusSeconds(1));
    assertThat(second)
        .allSatisfy(
            sample -> {
              assertThat(sample.series()).startsWith("host/");
              assertThat(sample.value()).isNotNegative();
              if (sample.series().matches("host/(cpu\\d*|memory-used)")) {
                assertThat(sample.value()).isLessThanOrEqualTo(1);
              }
            });
  }

  @Test
  void shouldComputeRatesFromCountersOfTwoReads() {
    HostCounters before =
        new HostCounters(
            0,
            List.of(new Ticks(100, 1000), new Ticks(0, 1000)),
            Map.of("host/disk-read", Map.of("vda", 1000L, "vdb", 500L)));
    HostCounters after =
        new HostCounters(
            2_000_000_000L,
            List.of(new Ticks(150, 1200), new Ticks(0, 1200)),
            Map.of("host/disk-read", Map.of("vda", 3000L, "vdb", 500L)));

    Map<String, Double> rates = after.ratesSince(before);

    assertThat(rates).containsOnlyKeys("host/cpu0", "host/cpu1", "host/cpu", "host/disk-read");
    assertThat(rates.get("host/cpu0")).isCloseTo(0.25, within(1e-12));
    assertThat(rates.get("host/cpu1")).isZero();
    assertThat(rates.get("host/cpu")).isCloseTo(0.125, within(1e-12));
    assertThat(rates.get("host/disk-read")).isCloseTo(1000, within(1e-9));
  }

  @Test
  void shouldLeaveOutWhatIsNotKnownAtBothReads() {
    HostCounters before =
        new HostCounters(
            0,
            List.of(new Ticks(0, 0)),
            Map.of("host/network-in", Map.of("eth0", 900L), "host/interrupts", Map.of("all", 5L)));
    HostCounters after =
        new HostCounters(
            1_000_000_000L,
            List.of(new Ticks(0, 0)),
            Map.of(
                // reset, replaced, and new
                "host/network-in", Map.of("eth0", 10L),
                "host/interrupts", Map.of("other", 9L),
                "host/disk-write", Map.of("vda", 7L)));

    assertThat(after.ratesSince(before)).isEmpty();
  }

  private static boolean isRate(String series) {
    return series.matches("host/(cpu.*|context.*|interrupts|disk.*|network.*)");
  }
}
