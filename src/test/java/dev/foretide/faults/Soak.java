package dev.foretide.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a process held over time: one line for each look, and whether what it holds at the end is
 * what it held before. Owned by one thread.
 */
final class Soak {
  /** Beside what is measured: caches that fill, code that is compiled. */
  private static final double ALLOWANCE = 1.25;

  private final List<Look> looks = new ArrayList<>();

  /**
   * One look at a process.
   *
   * @param seconds since the begin
   * @param heapBytes heap in use after a collection
   * @param residentBytes memory of the process that is in RAM
   * @param files open file descriptors
   * @param threads of the JVM
   * @param swaps swaps of a model, counted by each task
   * @param rebalances of the instance's group that it took part in
   * @param forecasts made by it
   */
  record Look(
      long seconds,
      double heapBytes,
      double residentBytes,
      double files,
      double threads,
      double swaps,
      double rebalances,
      double forecasts) {}

  void add(Look look) {
    looks.add(look);
  }

  Look last() {
    return looks.get(looks.size() - 1);
  }

  /**
   * Least of a figure in one fifth of the looks.
   *
   * @param fifth from 0 to 4
   */
  double least(ToDoubleFunction<Look> figure, int fifth) {
    return looks.subList(looks.size() * fifth / 5, looks.size() * (fifth + 1) / 5).stream()
        .mapToDouble(figure)
        .min()
        .orElseThrow();
  }

  /** Whether the last fifth holds no more than the second, in which everything was warm. */
  boolean isFlat(ToDoubleFunction<Look> figure) {
    return least(figure, 4) <= ALLOWANCE * least(figure, 1);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("fifth   heap MiB   resident MiB   files   threads   (least of each)\n");
    for (int fifth = 0; fifth < 5; fifth++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%5d %10.1f %14.1f %7.0f %9.0f%n",
              fifth + 1,
              least(Look::heapBytes, fifth) / (1 << 20),
              least(Look::residentBytes, fifth) / (1 << 20),
              least(Look::files, fifth),
              least(Look::threads, fifth)));
    }
    Look last = last();
    return text.append(
            String.format(
                Locale.ROOT,
                "%d s: %.0f forecasts, %.0f swaps, %.0f rebalances%n",
                last.seconds(),
                last.forecasts(),
                last.swaps(),
                last.rebalances()))
        .toString();
  }
}
