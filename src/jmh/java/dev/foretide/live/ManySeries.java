package dev.foretide.live;

import dev.foretide.series.Forecast;
import dev.foretide.stream.evaluator.StreamListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What many series cost one process, a million by default: readings a second, heap, and disk. All
 * are read in turn, so that with a smaller {@code series.max} each one has left before it comes
 * again. Checks that every reading was answered or its series had left, as the bound says.
 *
 * <p>System properties: {@code series}, {@code series.max}, {@code steps}, {@code state.store}.
 */
public final class ManySeries {
  private static final int SERIES = Integer.getInteger("series", 1_000_000);
  private static final int MOST = Integer.getInteger("series.max", SERIES);
  private static final int STEPS = Integer.getInteger("steps", 3);

  private ManySeries() {}

  /** Counts forecasts. */
  private static final class Forecasts implements StreamListener {
    private final AtomicLong count = new AtomicLong();

    @Override
    public void onForecast(Forecast forecast, float actual) {
      count.incrementAndGet();
    }
  }

  public static void main(String[] args) throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Forecasts forecasts = new Forecasts();
    List<String> series =
        IntStream.range(0, SERIES).mapToObj("building-17/sensor-%07d"::formatted).toList();
    Map<String, String> settings =
        Map.of(
            "series.max", Integer.toString(MOST),
            "state.store", System.getProperty("state.store", "rocksdb"),
            "train.min.steps", Integer.toString(Integer.MAX_VALUE));
    try (LiveForecaster live = new LiveForecaster(settings, series, registry, forecasts)) {
      long heapBefore = heap();
      for (int i = 0; i < STEPS; i++) {
        long began = System.nanoTime();
        live.step(Duration.ZERO);
        live.awaitReadings();
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
            "step %d: %,.0f readings/s; heap %,d MiB more than before the first; state on disk %,d MiB%n",
            i + 1, SERIES / seconds, (heap() - heapBefore) >> 20, bytes(live.stateDir()) >> 20);
      }
      Thread.sleep(2_000); // the last forecast of each series is heard of after its reading
      check(forecasts.count.get(), registry.get("foretide.series.forgotten").counter().count());
    }
  }

  private static void check(long forecasts, double forgotten) {
    boolean allStay = MOST >= SERIES;
    long forgottenDue = allStay ? 0 : (long) SERIES * STEPS - MOST;
    long forecastsDue = allStay ? (long) SERIES * STEPS : 0;
    System.out.printf("%,d forecasts; %,.0f series left%n", forecasts, forgotten);
    if (forgotten != forgottenDue || forecasts < forecastsDue - SERIES) {
      throw new IllegalStateException(
          "due: %,d forecasts, %,d series that leave".formatted(forecastsDue, forgottenDue));
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long bytes(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
