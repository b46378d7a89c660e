package dev.foretide.train.gate;

/**
 * How much a challenger must show, and for how long it is watched.
 *
 * @param holdout newest share of the history that only judges
 * @param margin share of the champion's error by which a challenger must be better
 * @param confidence confidence that it is, from 0 to below 1
 * @param watch steps after a promotion over which the version before runs beside it; 0 for none
 */
public record GateSettings(double holdout, double margin, double confidence, int watch) {

  public GateSettings {
    require(holdout > 0 && holdout < 1, "gate.holdout is " + holdout + ", must be between 0 and 1");
    require(margin >= 0 && margin < 1, "gate.margin is " + margin + ", must be from 0 to below 1");
    require(
        confidence >= 0 && confidence < 1,
        "gate.confidence is " + confidence + ", must be from 0 to below 1");
    require(watch >= 0, "gate.watch is " + watch + ", must not be negative");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
