package dev.foretide.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HardwareAbstractionLayer;

/**
 * Live telemetry of this host, read through OSHI.
 *
 * <table>
 * <caption>Series</caption>
 * <tr><th>series</th><th>unit</th></tr>
 * <tr><td>{@code host/cpu0}, {@code host/cpu1}, ... and {@code host/cpu} for all</td>
 *     <td>share of the time spent working, 0 to 1</td></tr>
 * <tr><td>{@code host/memory-used}</td><td>share, 0 to 1</td></tr>
 * <tr><td>{@code host/load}</td><td>load average of a minute</td></tr>
 * <tr><td>{@code host/heap-used}</td><td>bytes of this JVM's heap</td></tr>
 * <tr><td>{@code host/context-switches}, {@code host/interrupts}</td><td>a second</td></tr>
 * <tr><td>{@code host/disk-read}, {@code host/disk-write}</td><td>bytes a second, all disks</td></tr>
 * <tr><td>{@code host/network-in}, {@code host/network-out}</td>
 *     <td>bytes a second, all interfaces but the loopback</td></tr>
 * </table>
 *
 * <p>Loads and rates are differences of counters between two reads: the first read has none, nor
 * has one that follows within half a second, since OSHI itself refreshes no faster. Time between
 * reads is taken from the monotonic clock, not from the {@code at} of the samples. What a container
 * or virtual machine does not count has no sample.
 *
 * <p>Owned by one thread: a read remembers the counters.
 */
public final class HostTelemetry {
  /** OSHI answers counters from a cache of 300 ms. */
  private static final double SHORTEST_SECONDS = 0.5;

  private final HardwareAbstractionLayer hardware = new SystemInfo().getHardware();
  private @Nullable HostCounters before;

  /** Reads all there is to read now, and says it was true at {@code at}. */
  public List<Sample> read(Instant at) {
    List<Sample> samples = new ArrayList<>();
    levels(samples, at);
    HostCounters now = HostCounters.read(hardware, System.nanoTime());
    HostCounters last = before;
    if (last == null) {
      before = now;
    } else if (now.secondsSince(last) >= SHORTEST_SECONDS) {
      now.ratesSince(last).forEach((series, rate) -> samples.add(new Sample(series, at, rate)));
      before = now;
    }
    return samples;
  }

  private void levels(List<Sample> samples, Instant at) {
    GlobalMemory memory = hardware.getMemory();
    if (memory.getTotal() > 0 && memory.getAvailable() > 0) {
      double used = 1 - (double) memory.getAvailable() / memory.getTotal();
      samples.add(new Sample("host/memory-used", at, used));
    }
    double load = hardware.getProcessor().getSystemLoadAverage(1)[0];
    if (load >= 0) {
      samples.add(new Sample("host/load", at, load));
    }
    Runtime jvm = Runtime.getRuntime();
    samples.add(new Sample("host/heap-used", at, (double) jvm.totalMemory() - jvm.freeMemory()));
  }
}
