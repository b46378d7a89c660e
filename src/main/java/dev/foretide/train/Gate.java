package dev.foretide.train;

import dev.foretide.series.Expert;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a challenger is promoted.
 *
 * <p>A model's score is the mean over leads of its mean squared error relative to naive, over the
 * same origins of the holdout: of its LSTM, or of its linear head where there is no LSTM. A
 * challenger must be finite, the better of its head and its LSTM no worse than naive, and its score
 * better than the champion's by the margin.
 */
final class Gate {
  private final double margin;

  Gate(double margin) {
    this.margin = margin;
  }

  /**
   * A decision.
   *
   * @param reason one sentence with the figures
   */
  record Decision(boolean promoted, String reason) {}

  /**
   * Decides.
   *
   * @param champion expert errors of the champion on the same holdout, or null without one
   */
  Decision decide(float[] challenger, float @Nullable [] champion) {
    double ours = score(challenger);
    double linear = relative(challenger, Expert.LINEAR);
    if (!Double.isFinite(ours)) {
      return new Decision(false, "the challenger's error on the holdout is not finite");
    }
    if (ours > 1 && !(linear <= 1)) {
      return new Decision(false, "error relative to naive is %.4f, above 1".formatted(ours));
    }
    double theirs = champion == null ? Double.NaN : score(champion);
    if (Double.isNaN(theirs)) {
      return new Decision(
          true,
          "error relative to naive is %.4f, no champion; linear %.4f".formatted(ours, linear));
    }
    boolean better = ours < theirs * (1 - margin);
    return new Decision(
        better,
        "error relative to naive is %.4f, champion %.4f, margin %s; linear %.4f"
            .formatted(ours, theirs, margin, linear));
  }

  /**
   * Mean over leads of the error relative to naive; NaN when there is nothing to compare.
   *
   * @param errors {@code [experts, horizon]} mean squared errors
   */
  static double score(float[] errors) {
    double lstm = relative(errors, Expert.LSTM);
    return Double.isNaN(lstm) ? relative(errors, Expert.LINEAR) : lstm;
  }

  /** Mean over leads of an expert's error relative to naive; NaN when it was not judged. */
  static double relative(float[] errors, Expert expert) {
    int horizon = errors.length / Expert.COUNT;
    double sum = 0;
    int leads = 0;
    for (int h = 0; h < horizon; h++) {
      double naive = errors[Expert.NAIVE.index() * horizon + h];
      double own = errors[expert.index() * horizon + h];
      if (naive > 0 && !Double.isNaN(own)) {
        sum += own / naive;
        leads++;
      }
    }
    return leads == 0 ? Double.NaN : sum / leads;
  }
}
