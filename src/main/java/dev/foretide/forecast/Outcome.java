package dev.foretide.forecast;

import java.util.Locale;

/** What became of a reading. */
public enum Outcome {
  /** It is the first of its step: answered at once, or, in a dense series, when the step closes. */
  ACCEPTED,
  /** It was folded into the newest step. */
  MERGED,
  /** A reading of the newest step once more: the newest forecast is sent again. */
  DUPLICATE,
  /** It lay behind the newest step, within the grace, and corrected the window. */
  CORRECTED,
  /** It lay behind the newest step by more than the grace, or than the window holds. */
  LATE,
  /** It has other features but not the target: they are kept until the target of the step comes. */
  PARTIAL,
  /** It has no value of any feature. */
  MISSING;

  /** The word used in metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
