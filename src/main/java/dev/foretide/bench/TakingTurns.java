package dev.foretide.bench;

import dev.foretide.stream.ForetideStreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A forecaster and the same topology without an evaluator, in turns: one is paused while the other
 * is measured. Owned by one thread.
 */
final class TakingTurns {
  /** Before a turn is measured, so that what the other had under way is over. */
  private static final Duration CHANGE_OVER = Duration.ofMillis(500);

  private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(30);
  private static final int WARM_UP_TURNS = 2;

  private final List<Turn> forecaster = new ArrayList<>();
  private final List<Turn> noop = new ArrayList<>();

  /**
   * Runs; both are started, neither is paused.
   *
   * @param warm readings after which every series is warm
   */
  void run(ForetideStreams forecasting, ForetideStreams idle, long warm, BenchSettings settings)
      throws InterruptedException {
    idle.pause();
    awaitReadings(forecasting, warm);
    forecasting.pause();
    for (int round = -WARM_UP_TURNS; round < settings.rounds(); round++) {
      Turn first = turn(forecasting, settings.turn());
      Turn second = turn(idle, settings.turn());
      if (round >= 0) {
        forecaster.add(first);
        noop.add(second);
      }
    }
  }

  private static void awaitReadings(ForetideStreams streams, long count)
      throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST_WARM_UP.toNanos();
    while (streams.metrics().totalReadings() < count) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%,d of %,d readings of the warm-up were taken in within %d minutes"
                .formatted(streams.metrics().totalReadings(), count, LONGEST_WARM_UP.toMinutes()));
      }
      Thread.sleep(50);
    }
  }

  private static Turn turn(ForetideStreams streams, Duration length) throws InterruptedException {
    streams.resume();
    Thread.sleep(CHANGE_OVER.toMillis());
    Turn turn = Meter.measure(streams, length);
    streams.pause();
    Thread.sleep(CHANGE_OVER.toMillis());
    return turn;
  }

  double forecaster(ToDoubleFunction<Turn> figure) {
    return median(forecaster.stream().mapToDouble(figure).toArray());
  }

  double noop(ToDoubleFunction<Turn> figure) {
    return median(noop.stream().mapToDouble(figure).toArray());
  }

  /** Readings per second of the forecaster in units of the other's, pair by pair, ascending. */
  double[] ratios() {
    double[] ratios = new double[forecaster.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = forecaster.get(i).readingsPerSecond() / noop.get(i).readingsPerSecond();
    }
    Arrays.sort(ratios);
    return ratios;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
