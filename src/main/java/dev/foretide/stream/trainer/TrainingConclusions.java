package dev.foretide.stream.trainer;

import dev.foretide.metrics.ForetideMetrics;
import dev.foretide.model.Model;
import dev.foretide.stream.models.ModelPublisher;
import dev.foretide.stream.models.ServingModels;
import dev.foretide.train.GroupReport;
import dev.foretide.train.GroupTrainer;
import dev.foretide.train.Probation;
import dev.foretide.train.ProbationReport;
import dev.foretide.train.TrainingReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from the reports of the groups of a task: versions are published, the pointer is
 * moved or moved back, and the checkpoint for the next owner is written. Owned by one stream
 * thread.
 */
final class TrainingConclusions {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingConclusions.class);

  private final ServingModels models;
  private final ForetideMetrics metrics;
  private final TrainerCheckpoints checkpoints;
  private final ModelPublisher publisher;

  TrainingConclusions(
      ServingModels models,
      ForetideMetrics metrics,
      TrainerCheckpoints checkpoints,
      ModelPublisher publisher) {
    this.models = models;
    this.metrics = metrics;
    this.checkpoints = checkpoints;
    this.publisher = publisher;
  }

  /**
   * Sees promotions, whoever made them, and those of before a restart.
   *
   * @return whether another version serves than before
   */
  boolean noteServing(GroupTrainer trainer) {
    Model serving = models.serving(trainer.group());
    if (serving == null) {
      return false; // not back yet after a start, or none
    }
    if (trainer.serving() == null) {
      resume(trainer, checkpoints.of(trainer.group()));
    }
    if (!trainer.noteServing(serving)) {
      return false;
    }
    checkpoints.watches(trainer);
    Probation watch = trainer.watch();
    if (watch != null && watch.promoted().version() == serving.version()) {
      LOG.info(
          "Model {}@{} is watched beside version {}",
          trainer.group(),
          serving.version(),
          watch.trusted().version());
    }
    return true;
  }

  private void resume(GroupTrainer trainer, TrainerCheckpoint checkpoint) {
    Model watched = publisher.version(trainer.group(), checkpoint.watched());
    Model trusted = publisher.version(trainer.group(), checkpoint.trusted());
    trainer.resume(
        publisher.version(trainer.group(), checkpoint.serving()),
        watched == null || trusted == null
            ? null
            : new Probation(watched, trusted, checkpoint.fromStep()));
  }

  /** The newest version of a group, published or on its way. */
  int lastVersion(String group) {
    int own = checkpoints.of(group).last();
    return Math.max(own, models.newest(group));
  }

  /**
   * Publishes what work has come to.
   *
   * @return whether the pointer was moved
   */
  boolean conclude(GroupReport report, GroupTrainer trainer) {
    if (report instanceof TrainingReport training) {
      return conclude(training, trainer);
    }
    return report instanceof ProbationReport watched && conclude(watched, trainer);
  }

  private boolean conclude(TrainingReport finished, GroupTrainer trainer) {
    TrainingReport report =
        unlessOvertaken(finished, trainer).asVersion(lastVersion(finished.group()) + 1);
    metrics.training(report.group(), report.outcome().word(), report.seconds());
    Model challenger = report.challenger();
    LOG.info(
        "Training of group {} ({}) {} as version {}: {}; {} steps of {} series in {} s",
        report.group(),
        report.kind().word(),
        report.outcome().word(),
        challenger == null ? "-" : challenger.version(),
        report.reason(),
        report.steps(),
        report.series(),
        "%.2f".formatted(report.seconds()));
    if (challenger == null) {
      return false;
    }
    boolean promoted = report.outcome() == TrainingReport.Outcome.PROMOTED;
    checkpoints.published(report.group(), challenger.version());
    publisher.publish(challenger, promoted, trainer.watch());
    return promoted;
  }

  /** Another model serves by now, with which the challenger was not compared. */
  private TrainingReport unlessOvertaken(TrainingReport report, GroupTrainer trainer) {
    int serving = trainer.servingVersion();
    return report.challenger() == null || serving == report.champion()
        ? report
        : report.rejected("version %d came to serve meanwhile".formatted(serving));
  }

  private boolean conclude(ProbationReport report, GroupTrainer trainer) {
    Probation watch = report.watch();
    LOG.info(
        "Watch of {}@{}: {}; {}",
        report.group(),
        watch.promoted().version(),
        report.verdict().word(),
        report.reason());
    checkpoints.watches(trainer);
    if (report.rollsBack()) {
      LOG.warn(
          "Model {}@{} is rolled back to version {}: {}",
          report.group(),
          watch.promoted().version(),
          watch.trusted().version(),
          report.reason());
      metrics.rollback(report.group());
      publisher.rollBack(watch, report.reason());
    }
    return report.rollsBack();
  }
}
