package dev.foretide.train;

import dev.foretide.model.Model;
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
