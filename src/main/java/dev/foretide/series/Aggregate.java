package dev.foretide.series;

/** How several readings of one step become the value of that step. */
public enum Aggregate {
  MEAN,
  LAST,
  FIRST,
  MIN,
  MAX,
  SUM;

  /**
   * Folds one more reading into a step.
   *
   * @param soFar value of the step from the readings before
   * @param count readings behind {@code soFar}, at least 1
   * @param value the new reading
   * @return value of the step from {@code count + 1} readings
   */
  public double fold(double soFar, int count, double value) {
    return switch (this) {
      case MEAN -> soFar + (value - soFar) / (count + 1);
      case LAST -> value;
      case FIRST -> soFar;
      case MIN -> Math.min(soFar, value);
      case MAX -> Math.max(soFar, value);
      case SUM -> soFar + value;
    };
  }
}
