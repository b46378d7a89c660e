package dev.foretide.train;

import dev.foretide.train.gate.Gate;

/**
 * How a promoted model has done so far.
 *
 * @param verdict whether it stays, goes, or is watched on
 * @param reason one sentence with the figures
 */
public record ProbationReport(Probation watch, Gate.Verdict verdict, String reason, double seconds)
    implements GroupReport {

  @Override
  public String group() {
    return watch.promoted().group();
  }

  /** Whether the version before must serve again. */
  public boolean rollsBack() {
    return verdict == Gate.Verdict.GOES;
  }
}
