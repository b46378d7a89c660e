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
  static final int CHANGE_OVER_MILLIS = 500;

  private final List<Turn> forecaster = new ArrayList<>();
  private final List<Turn> noop = new ArrayList<>();

  /** Runs; both are started and paused, and all series are warm. */
  void run(ForetideStreams forecasting, ForetideStreams idle, BenchSettings settings)
      throws InterruptedException {
    Duration length = settings.turn();
    WarmUp.run(
        settings.warmUp(),
        length,
        () -> {
          turn(forecasting, length);
          turn(idle, length);
        });
    for (int round = 0; round < settings.rounds(); round++) {
      forecaster.add(turn(forecasting, length));
      noop.add(turn(idle, length));
    }
  }

  private static Turn turn(ForetideStreams streams, Duration length) throws InterruptedException {
    streams.resume();
    Thread.sleep(CHANGE_OVER_MILLIS);
    Turn turn = Meter.measure(streams, length);
    if (turn.readingsPerSecond() == 0) {
      throw new IllegalStateException("no readings were left for a turn: they were too few");
    }
    streams.pause();
    Thread.sleep(CHANGE_OVER_MILLIS);
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
