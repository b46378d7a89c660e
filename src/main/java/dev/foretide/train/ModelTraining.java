package dev.foretide.train;

import dev.foretide.linalg.SingularNormalEquationsException;
import dev.foretide.model.Model;
import dev.foretide.model.Provenance;
import dev.foretide.nn.DivergedException;
import dev.foretide.nn.Workers;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One training of one model group, from a snapshot of its history to a judged challenger.
 *
 * <p>Runs on one thread of the training pool; what it is given is immutable.
 */
public final class ModelTraining implements GroupReport.Work {
  private final TrainingSettings settings;
  private final TrainingJob job;
  private final @Nullable Model champion;
  private final Workers workers;
  private final BooleanSupplier cancelled;

  /**
   * @param workers who share the work of this training; the result does not depend on them
   * @param cancelled asked between updates; a training that is cancelled, or whose thread is
   *     interrupted, fails
   */
  public ModelTraining(
      TrainingSettings settings, TrainingJob job, Workers workers, BooleanSupplier cancelled) {
    this.settings = settings;
    this.job = job;
    Model serving = job.champion();
    this.champion = serving != null && serving.shape().equals(settings.shape()) ? serving : null;
    this.workers = workers;
    this.cancelled = cancelled;
  }

  @Override
  public TrainingReport call() {
    long began = System.nanoTime();
    long deadline = began + settings.budget().toNanos();
    BooleanSupplier stop = () -> isCancelled() || System.nanoTime() - deadline > 0;
    TrainingReport report = train(stop).after((System.nanoTime() - began) / 1e9);
    Model challenger = report.challenger();
    return challenger == null
        ? report
        : report.withChallenger(
            challenger.withProvenance(
                new Provenance(TrainingFacts.of(settings, job, report, challenger))));
  }

  private TrainingReport train(BooleanSupplier stop) {
    try {
      job.learner().learn(job.history());
      TrainingReport report =
          job.kind() == TrainingKind.LINEAR && settings.shape().linear()
              ? new HeadRenewal(settings, job, champion).train()
              : new FullTraining(settings, job, champion, workers).train(stop);
      return isCancelled() ? TrainingReport.failed(job, "cancelled") : report;
    } catch (DivergedException | SingularNormalEquationsException e) {
      return TrainingReport.failed(job, String.valueOf(e.getMessage()));
    }
  }

  private boolean isCancelled() {
    return cancelled.getAsBoolean() || Thread.currentThread().isInterrupted();
  }
}
