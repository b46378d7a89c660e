package dev.foretide.train;

import dev.foretide.model.ModelShape;
import dev.foretide.series.Segment;
import dev.foretide.train.gate.Gate;
import dev.foretide.train.gate.Holdout;
import dev.foretide.train.history.GroupLearner;
import dev.foretide.train.history.HistoryStretch;
import java.util.Comparator;
import java.util.List;

/**
 * Runs a promoted model and the one before it, each as it serves, over the history since the
 * promotion, and compares them where both have forecast the same. Of a large group {@value
 * #MOST_RUNS} runs stand for all; a series has one more with each gap that is not filled.
 *
 * <p>Runs on one thread of the training pool.
 */
final class ProbationCheck implements GroupReport.Work {
  private static final int MOST_RUNS = 64;

  private final TrainingSettings settings;
  private final Probation watch;
  private final List<Segment> history;
  private final GroupLearner learner;
  private final long newest;

  /**
   * @param history snapshot of the group's history
   * @param newest step behind the last of it
   */
  ProbationCheck(
      TrainingSettings settings,
      Probation watch,
      List<Segment> history,
      GroupLearner learner,
      long newest) {
    this.settings = settings;
    this.watch = watch;
    this.history = history;
    this.learner = learner;
    this.newest = newest;
  }

  @Override
  public GroupReport call() {
    long began = System.nanoTime();
    learner.learn(history);
    ModelShape shape = settings.shape();
    List<HistoryStretch> sample =
        learner.stretches().stream()
            .filter(stretch -> stretch.endStep() > watch.fromStep())
            .sorted(Comparator.comparingInt(stretch -> stretch.series().hashCode()))
            .limit(MOST_RUNS)
            .toList();
    Holdout since = new Holdout(sample, shape, settings.grid(), watch.fromStep(), newest);
    Gate.Watched watched =
        new Gate(settings.gate())
            .watched(
                since.judgeServed(watch.promoted()).answers(),
                since.judgeServed(watch.trusted()).answers(),
                newest >= watch.fromStep() + settings.gate().watch());
    return new ProbationReport(
        watch, watched.verdict(), watched.reason(), (System.nanoTime() - began) / 1e9);
  }
}
