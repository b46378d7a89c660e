package dev.foretide.live;

import dev.foretide.stream.evaluator.StreamListener;
import dev.foretide.stream.models.ModelControl;
import io.micrometer.core.instrument.AbstractTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What a training in the same process costs the readings: the time to answer one, and the time from
 * its timestamp at the producer to its forecast, in turns without and with a training under way.
 * The default network, 50 series, 500 readings a second.
 */
public final class TrainingBesideReadings {
  private static final Duration TURN = Duration.ofSeconds(25);
  private static final int TURNS = 3;
  private static final int SERIES = 50;
  private static final Duration STEP = Duration.ofMillis(100);

  private TrainingBesideReadings() {}

  /** Keeps every time that some timers record. */
  private static final class Recording extends SimpleMeterRegistry {
    private final Map<String, List<Long>> nanos = new ConcurrentHashMap<>();

    @Override
    protected Timer newTimer(
        Meter.Id id, DistributionStatisticConfig config, PauseDetector detector) {
      Timer plain = super.newTimer(id, config, detector);
      if (!id.getName().equals("foretide.evaluate")) {
        return plain;
      }
      return new AbstractTimer(id, clock, config, detector, TimeUnit.NANOSECONDS, false) {
        @Override
        protected void recordNonNegative(long amount, TimeUnit unit) {
          List<Long> all = nanos.computeIfAbsent(id.getName(), name -> new ArrayList<>());
          synchronized (all) {
            all.add(unit.toNanos(amount));
          }
          plain.record(amount, unit);
        }

        @Override
        public long count() {
          return plain.count();
        }

        @Override
        public double totalTime(TimeUnit unit) {
          return plain.totalTime(unit);
        }

        @Override
        public double max(TimeUnit unit) {
          return plain.max(unit);
        }
      };
    }

    long[] take() {
      List<Long> all = nanos.getOrDefault("foretide.evaluate", new ArrayList<>());
      synchronized (all) {
        long[] sorted = all.stream().mapToLong(Long::longValue).sorted().toArray();
        all.clear();
        return sorted;
      }
    }
  }

  /** Percentiles of one turn, in microseconds. */
  private record Turn(int readings, double p50, double p99, double p999) {
    static Turn of(long[] sorted) {
      return new Turn(sorted.length, at(sorted, .5), at(sorted, .99), at(sorted, .999));
    }

    private static double at(long[] sorted, double share) {
      return sorted.length == 0 ? Double.NaN : sorted[(int) (share * sorted.length)] / 1e3;
    }

    @Override
    public String toString() {
      return "%6d readings, p50 %.0f us, p99 %.0f us, p99.9 %.0f us"
          .formatted(readings, p50, p99, p999);
    }
  }

  public static void main(String[] args) throws Exception {
    Recording registry = new Recording();
    List<String> series = IntStream.range(0, SERIES).mapToObj(i -> "sensor-" + i).toList();
    Map<String, String> settings =
        Map.of(
            "train.interval", "10h",
            "train.linear.interval", "10h",
            "drift", "none",
            "gate.watch", "0",
            "train.epochs", "1000000",
            "train.budget", TURN.plusSeconds(8).toSeconds() + "s");
    try (LiveForecaster live = new LiveForecaster(settings, series, registry, StreamListener.NONE);
        ModelControl control = new ModelControl(live.config(), live.streams().models())) {
      for (int i = 0; i < 600; i++) {
        live.step(Duration.ZERO);
      }
      live.awaitReadings();
      awaitTrainings(live, registry, 2); // the first heads, and a network on them
      List<Turn> alone = new ArrayList<>();
      List<Turn> beside = new ArrayList<>();
      feed(live, TURN);
      for (int turn = 0; turn < TURNS; turn++) {
        registry.take();
        feed(live, TURN);
        alone.add(Turn.of(registry.take()));
        control.retrain("default");
        feed(live, Duration.ofSeconds(2));
        double trained = trainings(registry);
        registry.take();
        feed(live, TURN);
        beside.add(Turn.of(registry.take()));
        if (trainings(registry) != trained) {
          throw new IllegalStateException("the training was over before its turn");
        }
        System.out.printf(
            "alone            %s%nbeside training  %s%n", alone.get(turn), beside.get(turn));
        awaitTrainings(live, registry, trained + 1);
      }
      System.out.printf(
          "p99 beside a training / alone: median %.2f of %s%n",
          median(ratios(alone, beside)), Arrays.toString(ratios(alone, beside)));
    }
  }

  private static double[] ratios(List<Turn> alone, List<Turn> beside) {
    return IntStream.range(0, alone.size())
        .mapToDouble(i -> Math.round(100 * beside.get(i).p99() / alone.get(i).p99()) / 100.0)
        .toArray();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double trainings(SimpleMeterRegistry registry) {
    return registry.find("foretide.trainings").counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  /** Goes on feeding: a training needs something new. */
  private static void awaitTrainings(
      LiveForecaster live, SimpleMeterRegistry registry, double number) throws Exception {
    while (trainings(registry) < number) {
      live.step(STEP);
    }
  }

  private static void feed(LiveForecaster live, Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      live.step(STEP);
    }
  }
}
