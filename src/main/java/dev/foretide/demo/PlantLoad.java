package dev.foretide.demo;

/**
 * The load of one line of the plant: constant for a while, then stepping to another level. Time is
 * counted in plant days, from the plant's epoch.
 *
 * <p>Change {@code i} comes at {@code (i + u_i / 2) * PERIOD} and leads to level {@code 0.5 + 0.5
 * v_i}, with {@code u_i}, {@code v_i} uniform in [0, 1) and looked up by {@code i}: a level holds
 * for 0.45 to 1.35 days.
 */
final class PlantLoad {
  static final double MEAN = 0.75;
  static final double PERIOD = 0.9;

  /** After this many changes nothing is left of a response: exp(-6 * 0.45 / 0.15) is 2e-8. */
  private static final int REMEMBERED = 7;

  private final PlantNoise when;
  private final PlantNoise levels;

  PlantLoad(PlantNoise when, PlantNoise levels) {
    this.when = when;
    this.levels = levels;
  }

  private double changeTime(long change) {
    return (change + 0.5 * when.uniform(change)) * PERIOD;
  }

  private double levelAfter(long change) {
    return 0.5 + 0.5 * levels.uniform(change);
  }

  private long lastChange(double day) {
    long change = (long) Math.floor(day / PERIOD);
    return changeTime(change) <= day ? change : change - 1;
  }

  double level(double day) {
    return levelAfter(lastChange(day));
  }

  /**
   * First-order response {@code r} to the load: {@code lag * dr/dt = level - r}, in closed form.
   *
   * @param lag time constant in days, at most 0.15
   */
  double response(double day, double lag) {
    return response(day, lag, lastChange(day));
  }

  /** As {@link #response} at {@code day}, had the load not changed after {@code known}. */
  double responseKnowing(double known, double day, double lag) {
    return response(day, lag, lastChange(known));
  }

  private double response(double day, double lag, long last) {
    double response = levelAfter(last);
    for (long change = last; change > last - REMEMBERED; change--) {
      double step = levelAfter(change) - levelAfter(change - 1);
      response -= step * StrictMath.exp(-(day - changeTime(change)) / lag);
    }
    return response;
  }
}
