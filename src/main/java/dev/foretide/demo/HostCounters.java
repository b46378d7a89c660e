package dev.foretide.demo;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.HWDiskStore;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;

/**
 * The counters of this host at one moment, as plain numbers. A counter that the host does not offer
 * is absent, so that its series is left out and never reads as zero.
 *
 * @param nanos of the monotonic clock at which they were read
 * @param cores ticks of each core since boot, in the order of the cores; empty if unknown
 * @param counts series to device to count since boot; per device, because a disk or an interface
 *     that comes or goes would otherwise look like traffic
 */
record HostCounters(long nanos, List<Ticks> cores, Map<String, Map<String, Long>> counts) {

  /** Ticks of one core: those in which it worked, and all of them. */
  record Ticks(long busy, long total) {
    static Ticks of(long[] byType) {
      long total = 0;
      for (long ticks : byType) {
        total += ticks;
      }
      long waiting = byType[TickType.IDLE.getIndex()] + byType[TickType.IOWAIT.getIndex()];
      return new Ticks(total - waiting, total);
    }

    Ticks minus(Ticks before) {
      return new Ticks(busy - before.busy, total - before.total);
    }

    Ticks plus(Ticks other) {
      return new Ticks(busy + other.busy, total + other.total);
    }

    /** Empty when no time passed by the counters' own measure. */
    OptionalDouble load() {
      return total > 0 && busy >= 0 ? OptionalDouble.of((double) busy / total) : none();
    }
  }

  private static final String CPU = "host/cpu";

  static HostCounters read(HardwareAbstractionLayer hardware, long nanos) {
    CentralProcessor processor = hardware.getProcessor();
    Map<String, Map<String, Long>> counts = new HashMap<>();
    put(counts, "host/context-switches", Map.of("all", processor.getContextSwitches()));
    put(counts, "host/interrupts", Map.of("all", processor.getInterrupts()));
    Map<String, Long> reads = new HashMap<>();
    Map<String, Long> writes = new HashMap<>();
    for (HWDiskStore disk : hardware.getDiskStores()) {
      reads.put(disk.getName(), disk.getReadBytes());
      writes.put(disk.getName(), disk.getWriteBytes());
    }
    put(counts, "host/disk-read", reads);
    put(counts, "host/disk-write", writes);
    Map<String, Long> in = new HashMap<>();
    Map<String, Long> out = new HashMap<>();
    for (NetworkIF network : hardware.getNetworkIFs()) {
      in.put(network.getName(), network.getBytesRecv());
      out.put(network.getName(), network.getBytesSent());
    }
    put(counts, "host/network-in", in);
    put(counts, "host/network-out", out);
    List<Ticks> cores = Arrays.stream(processor.getProcessorCpuLoadTicks()).map(Ticks::of).toList();
    return new HostCounters(nanos, cores, counts);
  }

  /** OSHI answers zero for what it cannot read; a counter since boot that is zero is that. */
  private static void put(
      Map<String, Map<String, Long>> counts, String series, Map<String, Long> byDevice) {
    if (byDevice.values().stream().anyMatch(count -> count > 0)) {
      counts.put(series, Map.copyOf(byDevice));
    }
  }

  double secondsSince(HostCounters before) {
    return (nanos - before.nanos) / 1e9;
  }

  /** Loads as a fraction of one, and counts a second, of what is known at both moments. */
  Map<String, Double> ratesSince(HostCounters before) {
    Map<String, Double> rates = new TreeMap<>();
    if (cores.size() == before.cores.size()) {
      Ticks all = new Ticks(0, 0);
      for (int core = 0; core < cores.size(); core++) {
        Ticks passed = cores.get(core).minus(before.cores.get(core));
        all = all.plus(passed);
        String series = CPU + core;
        passed.load().ifPresent(load -> rates.put(series, load));
      }
      all.load().ifPresent(load -> rates.put(CPU, load));
    }
    double seconds = secondsSince(before);
    counts.forEach(
        (series, now) ->
            increase(before.counts.getOrDefault(series, Map.of()), now)
                .ifPresent(sum -> rates.put(series, sum / seconds)));
    return rates;
  }

  private static OptionalDouble increase(Map<String, Long> before, Map<String, Long> now) {
    double sum = 0;
    boolean known = false;
    for (Map.Entry<String, Long> device : now.entrySet()) {
      Long then = before.get(device.getKey());
      // A counter that went back was reset: what it counted meanwhile is lost.
      if (then != null && device.getValue() >= then) {
        sum += device.getValue() - then;
        known = true;
      }
    }
    return known ? OptionalDouble.of(sum) : none();
  }

  private static OptionalDouble none() {
    return OptionalDouble.empty();
  }
}
