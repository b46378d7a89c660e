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
    @Nullable Model challenger) {

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
