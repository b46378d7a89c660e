package dev.foretide.train;

import dev.foretide.train.history.GroupLearner;
import dev.foretide.train.history.History;
import java.time.Duration;

/**
 * What the trainer of a model group needs to know.
 *
 * @param interval between full trainings
 * @param linearInterval between trainings of the heads
 * @param historyAge age of the newest history, all of which is kept
 * @param historyValues most values of history kept
 */
public record TrainerSettings(
    TrainingSettings training,
    Duration interval,
    Duration linearInterval,
    Duration historyAge,
    long historyValues) {

  /** Windows, lookbacks and horizons that an episode of older history is as long as. */
  private static final int EPISODE = 2;

  /** The same settings for models of another step. */
  public TrainerSettings withStep(long millis) {
    return new TrainerSettings(
        training.withStep(millis), interval, linearInterval, historyAge, historyValues);
  }

  History newHistory() {
    int episode = EPISODE * (training.shape().memory() + training.shape().horizon());
    long ageSteps = historyAge.toMillis() / training.grid().stepMillis();
    return new History(ageSteps, historyValues, episode);
  }

  TrainingSchedule newSchedule() {
    return new TrainingSchedule(
        interval, linearInterval, training.shape().linear(), training.growth());
  }

  GroupLearner newLearner() {
    return new GroupLearner(training.shape(), training.grid());
  }
}
