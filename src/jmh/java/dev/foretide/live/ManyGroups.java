package dev.foretide.live;

import dev.foretide.model.LinearHeads;
import dev.foretide.series.Forecast;
import dev.foretide.stream.evaluator.StreamListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What many model groups cost one process: a thousand series, each a group of its own, heads and a
 * small network. Checks that each group has a model of its own and that it serves that group alone.
 */
public final class ManyGroups {
  private static final int GROUPS = Integer.getInteger("groups", 1_000);
  private static final int STEPS = 400;

  private ManyGroups() {}

  /** Sees which group's model made the forecasts of a series. */
  private static final class Groups implements StreamListener {
    private final Map<String, String> groupOf = new ConcurrentHashMap<>();
    private final Set<String> strangers = ConcurrentHashMap.newKeySet();

    @Override
    public void onForecast(Forecast forecast, float actual) {
      if (forecast.version() > 0) {
        groupOf.put(forecast.series(), forecast.group());
        if (!forecast.group().equals(forecast.series())) {
          strangers.add(forecast.series());
        }
      }
    }
  }

  public static void main(String[] args) throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Groups groups = new Groups();
    List<String> series = IntStream.range(0, GROUPS).mapToObj(i -> "group-" + i).toList();
    Map<String, String> settings =
        Map.of(
            "model.group", "(.*)",
            "window", "48",
            "horizon", "12",
            "model.layers", "lstm:8,dense",
            "train.linear.interval", "30s",
            "train.min.steps", "300",
            "train.epochs", "2",
            "gate.watch", "0",
            "drift", "none");
    try (LiveForecaster live = new LiveForecaster(settings, series, registry, groups)) {
      long heapBefore = heap();
      long began = System.nanoTime();
      for (int i = 0; i < STEPS; i++) {
        live.step(Duration.ZERO);
        live.awaitReadings();
      }
      print("readings", began, "%,d of %,d series".formatted(live.sent(), GROUPS));
      while (versions(live) < GROUPS) {
        Thread.sleep(200);
      }
      print("every group has trained heads and a network", began, trainings(registry));
      System.gc();
      System.out.printf(
          "heap after collection: %,d MiB, before the groups %,d MiB: %,d kB a group%n",
          heap() >> 20, heapBefore >> 20, (heap() - heapBefore) / 1_000 / GROUPS);
      long cpu = threadCpu("StreamThread");
      long idle = System.nanoTime();
      Thread.sleep(10_000);
      System.out.printf(
          "stream threads without readings: %.2f %% of a core, for looking at %,d groups four times a second%n",
          100.0 * (threadCpu("StreamThread") - cpu) / (System.nanoTime() - idle), GROUPS);
      for (int i = 0; i < 3; i++) {
        live.step(Duration.ofSeconds(1));
      }
      live.awaitReadings();
      Thread.sleep(1_000); // the last forecast of each series is heard of after its reading
      check(live, groups);
    }
  }

  private static void check(LiveForecaster live, Groups groups) {
    Set<Integer> heads = new HashSet<>();
    live.streams()
        .models()
        .groups()
        .forEach(
            (name, group) -> {
              LinearHeads own = group.serving() == null ? null : group.serving().heads();
              heads.add(own == null ? 0 : Arrays.hashCode(own.linear().weights()));
            });
    if (heads.size() != GROUPS || groups.groupOf.size() != GROUPS || !groups.strangers.isEmpty()) {
      throw new IllegalStateException(
          "%d different heads and %d served series of %d groups, %d by another group's model"
              .formatted(heads.size(), groups.groupOf.size(), GROUPS, groups.strangers.size()));
    }
    System.out.printf("%,d different models, each serves its own series alone%n", heads.size());
  }

  /** Groups with two versions: heads, and a network that the gate has looked at. */
  private static long versions(LiveForecaster live) {
    return live.streams().models().groups().values().stream()
        .filter(group -> group.versions().size() >= 2)
        .count();
  }

  private static String trainings(SimpleMeterRegistry registry) {
    double seconds =
        registry.find("foretide.training").timers().stream()
            .mapToDouble(timer -> timer.totalTime(TimeUnit.SECONDS))
            .sum();
    double number =
        registry.find("foretide.trainings").counters().stream()
            .mapToDouble(counter -> counter.count())
            .sum();
    return "%,.0f trainings of %.1f s in all".formatted(number, seconds);
  }

  private static long heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long threadCpu(String name) {
    var threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(info -> info != null && info.getThreadName().contains(name))
        .mapToLong(info -> threads.getThreadCpuTime(info.getThreadId()))
        .sum();
  }

  private static void print(String what, long began, String figures) {
    System.out.printf("%s after %.1f s: %s%n", what, (System.nanoTime() - began) / 1e9, figures);
  }
}
