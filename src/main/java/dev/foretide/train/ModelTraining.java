package dev.foretide.train;

import dev.foretide.linalg.SingularNormalEquationsException;
import dev.foretide.model.Model;
import dev.foretide.model.Provenance;
import dev.foretide.nn.DivergedException;
import dev.foretide.nn.Workers;
import dev.foretide.series.Segment;
import dev.foretide.train.history.GroupLearner;
import dev.foretide.train.history.Regime;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One training of one model group, from a snapshot of its history to a judged challenger.
 *
 * <p>Runs on one thread of the training pool; what it is given is immutable.
 */
public final class ModelTraining implements GroupWork {
  private final TrainingSettings settings;
  private final Job job;
  private final @Nullable Model champion;
  private final Workers workers;
  private final BooleanSupplier cancelled;

  /**
   * What is to be trained, from what.
   *
   * @param group model group
   * @param kind the linear head alone, or all of the model
   * @param version version that the challenger gets
   * @param history snapshot of the group's history
   * @param regimeFrom first step of a regime that is trained for, or {@link #NO_REGIME}
   * @param champion the serving model, or null
   * @param learner what earlier trainings of the group have learnt; this one learns on with it
   */
  public record Job(
      String group,
      TrainingKind kind,
      int version,
      List<Segment> history,
      long regimeFrom,
      @Nullable Model champion,
      GroupLearner learner) {

    /** The whole history is one regime. */
    public static final long NO_REGIME = Regime.NONE;
  }

  /**
   * @param workers who share the work of this training; the result does not depend on them
   * @param cancelled asked between updates; a training that is cancelled, or whose thread is
   *     interrupted, fails
   */
  public ModelTraining(
      TrainingSettings settings, Job job, Workers workers, BooleanSupplier cancelled) {
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
    Challenge challenge = challenge(stop);
    double seconds = (System.nanoTime() - began) / 1e9;
    Model challenger = challenge.challenger();
    GroupLearner learner = job.learner();
    return new TrainingReport(
        job.group(),
        job.kind(),
        challenge.outcome(),
        challenge.reason(),
        learner.steps(),
        learner.series(),
        seconds,
        job.champion() == null ? 0 : job.champion().version(),
        challenger == null
            ? null
            : challenger.withProvenance(
                new Provenance(TrainingFacts.of(settings, job, challenge, challenger, seconds))));
  }

  private Challenge challenge(BooleanSupplier stop) {
    try {
      job.learner().learn(job.history());
      Challenge challenge =
          job.kind() == TrainingKind.LINEAR && settings.shape().linear()
              ? new HeadRenewal(settings, job, champion).challenge()
              : new FullTraining(settings, job, champion, workers).challenge(stop);
      return isCancelled() ? Challenge.failed("cancelled") : challenge;
    } catch (DivergedException | SingularNormalEquationsException e) {
      return Challenge.failed(String.valueOf(e.getMessage()));
    }
  }

  private boolean isCancelled() {
    return cancelled.getAsBoolean() || Thread.currentThread().isInterrupted();
  }
}
