package dev.foretide.forecast;

import java.util.Locale;

/** What became of a reading. */
public enum Outcome {
  /** It opened a step and was answered. */
  ACCEPTED,
  /** It was folded into the newest step. */
  MERGED,
  /** The newest reading once more: the newest forecast is sent again. */
  DUPLICATE,
  /** It lay behind the newest step, within the grace, and corrected the window. */
  CORRECTED,
  /** It lay behind the newest step by more than the grace, or than the window holds. */
  LATE,
  /** It has no value of the target. */
  MISSING;

  /** The word used in metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
