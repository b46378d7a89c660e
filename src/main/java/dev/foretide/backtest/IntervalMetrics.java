package dev.foretide.backtest;

/**
 * Running metrics of the intervals of one nominal coverage {@code c}: share of the values inside,
 * mean width, and the mean pinball loss of both ends, which are the quantiles of {@code (1 - c) /
 * 2} and {@code (1 + c) / 2}. In the unit of the values. Owned by one thread.
 */
final class IntervalMetrics {
  private final double tail;
  private long count;
  private long inside;
  private double width;
  private double pinball;

  IntervalMetrics(double level) {
    this.tail = (1 - level) / 2;
  }

  void add(double lower, double upper, double actual) {
    count++;
    inside += actual >= lower && actual <= upper ? 1 : 0;
    width += upper - lower;
    pinball += (loss(tail, lower, actual) + loss(1 - tail, upper, actual)) / 2;
  }

  private static double loss(double level, double quantile, double actual) {
    double above = actual - quantile;
    return Math.max(level * above, (level - 1) * above);
  }

  long count() {
    return count;
  }

  double coverage() {
    return (double) inside / count;
  }

  double width() {
    return width / count;
  }

  double pinball() {
    return pinball / count;
  }
}
