package dev.foretide.score;

import dev.foretide.series.Score;
import java.util.HashMap;
import java.util.Map;

/**
 * Watches the errors of each model group for a lasting rise: those of the first scored lead, in
 * units of the series' scale, of forecasts that a model took part in. Owned by one thread.
 */
public final class DriftWatch {
  private final Map<String, DriftDetector> detectors = new HashMap<>();

  /**
   * Takes the next score of a group.
   *
   * @param step number of the scored step on the grid
   * @param minimumDistance steps between two alarms: before that a training could hardly have seen
   *     the new level
   * @return whether with it the errors of the group have risen for good
   */
  public boolean rises(Score score, long step, int minimumDistance) {
    Score.Lead first = score.leads().get(0);
    if (first.version() == 0) {
      return false;
    }
    double error = Math.abs(score.actual() - first.forecast()) / score.scale();
    return detectors
        .computeIfAbsent(score.group(), group -> new DriftDetector(minimumDistance))
        .rises(error, step);
  }
}
