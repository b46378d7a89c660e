package dev.foretide.score;

/**
 * Says when the errors of a model group have risen for good, once for one change.
 *
 * <p>An alarm needs {@value #CONFIRMATIONS} labels in a row with which the {@link PageHinkley}
 * statistic stays exceeded. After it the detector starts anew: the level that the errors have now
 * is the new normal, and only a further rise is another change. Two alarms lie at least the minimum
 * distance apart; a rise that comes earlier, and lasts, is told when the distance is over. Owned by
 * one thread.
 */
public final class DriftDetector {
  private static final int CONFIRMATIONS = 3;

  private final PageHinkley statistic = new PageHinkley();
  private final int minimumDistance;
  private boolean alarmed;
  private long lastAlarm;
  private int exceeded;

  /**
   * @param minimumDistance steps between two alarms, at least 1
   */
  public DriftDetector(int minimumDistance) {
    if (minimumDistance < 1) {
      throw new IllegalArgumentException(
          "distance between alarms is " + minimumDistance + " steps, must be at least 1");
    }
    this.minimumDistance = minimumDistance;
  }

  /**
   * Takes the error of the next label.
   *
   * @param error absolute, in units of the series' scale
   * @param step number of the label's step on the grid
   * @return true when the errors have risen for good
   */
  public boolean rises(double error, long step) {
    exceeded = statistic.exceeds(error) ? exceeded + 1 : 0;
    if (exceeded < CONFIRMATIONS || (alarmed && step - lastAlarm < minimumDistance)) {
      return false;
    }
    statistic.restart();
    exceeded = 0;
    alarmed = true;
    lastAlarm = step;
    return true;
  }
}
