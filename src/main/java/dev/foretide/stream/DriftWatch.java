package dev.foretide.stream;

import dev.foretide.score.DriftDetector;
import dev.foretide.series.Score;
import java.util.HashMap;
import java.util.Map;

/**
 * Watches the errors of each model group for a lasting rise: those of the first scored lead, in
 * units of the series' scale, of forecasts that a model took part in. Owned by one thread.
 */
final class DriftWatch {
  private final Map<String, DriftDetector> detectors = new HashMap<>();

  /**
   * Takes the next score of a group.
   *
   * @param lane of the series; alarms lie its window apart, for before that a training could hardly
   *     have seen the new level
   * @return whether with it the errors of the group have risen for good
   */
  boolean rises(Score score, Lane lane) {
    Score.Lead first = score.leads().get(0);
    if (first.version() == 0) {
      return false;
    }
    double error = Math.abs(score.actual() - first.forecast()) / score.scale();
    DriftDetector detector =
        detectors.computeIfAbsent(
            score.group(), group -> new DriftDetector(lane.settings.shape().window()));
    return detector.rises(error, lane.settings.grid().stepOf(score.at()));
  }
}
