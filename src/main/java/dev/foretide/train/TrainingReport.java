package dev.foretide.train;

import dev.foretide.model.Model;
import dev.foretide.train.gate.Gate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came of a training.
 *
 * @param group model group
 * @param kind what was trained
 * @param outcome promoted, rejected or failed
 * @param reason why, with the figures
 * @param steps steps of history used
 * @param series series in the history
 * @param seconds wall clock it took
 * @param champion version that served and was compared with, 0 for none
 * @param challenger the trained model; null when it failed
 */
public record TrainingReport(
    String group,
    TrainingKind kind,
    Outcome outcome,
    String reason,
    long steps,
    long series,
    double seconds,
    int champion,
    @Nullable Model challenger)
    implements GroupReport {

  /** A training whose challenger the gate has judged; how long it took is not known yet. */
  static TrainingReport judged(TrainingJob job, Gate.Decision decision, Model challenger) {
    Outcome outcome = decision.promoted() ? Outcome.PROMOTED : Outcome.REJECTED;
    return of(job, outcome, decision.reason(), challenger);
  }

  /** A training that gave no challenger. */
  static TrainingReport failed(TrainingJob job, String reason) {
    return of(job, Outcome.FAILED, reason, null);
  }

  static TrainingReport nothingToFit(TrainingJob job) {
    return failed(job, "too little unbroken history to fit anything");
  }

  private static TrainingReport of(
      TrainingJob job, Outcome outcome, String reason, @Nullable Model challenger) {
    return new TrainingReport(
        job.group(),
        job.kind(),
        outcome,
        reason,
        job.learner().steps(),
        job.learner().series(),
        0,
        job.champion() == null ? 0 : job.champion().version(),
        challenger);
  }

  /** The same report of a training that took so many seconds. */
  TrainingReport after(double wallSeconds) {
    return new TrainingReport(
        group, kind, outcome, reason, steps, series, wallSeconds, champion, challenger);
  }

  TrainingReport withChallenger(Model model) {
    return with(outcome, reason, model);
  }

  /** The same report with the challenger as another version. */
  public TrainingReport asVersion(int version) {
    Model model = challenger;
    if (model == null || model.version() == version) {
      return this;
    }
    boolean newNetwork = model.networkVersion() == model.version();
    int networkVersion = newNetwork ? version : model.networkVersion();
    return with(outcome, reason, model.withVersion(version, networkVersion, model.provenance()));
  }

  /** The same report of a challenger that is not promoted after all. */
  public TrainingReport rejected(String because) {
    Model model = challenger;
    return with(
        Outcome.REJECTED,
        because,
        model == null
            ? null
            : model.withProvenance(model.provenance().judged(Outcome.REJECTED.word(), because)));
  }

  private TrainingReport with(Outcome changed, String because, @Nullable Model model) {
    return new TrainingReport(
        group, kind, changed, because, steps, series, seconds, champion, model);
  }

  /** How a training ended. */
  public enum Outcome {
    PROMOTED,
    REJECTED,
    FAILED;

    /** The word used in messages and metrics. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
