package dev.foretide.nn;

import java.util.List;

/**
 * What training gave.
 *
 * @param network with the best weights if there is a patience and an epoch was completed, else with
 *     the last
 * @param epochs every completed epoch in order
 * @param reason why training ended
 */
public record FitReport(Network network, List<EpochReport> epochs, Reason reason) {

  /** Why training ended. */
  public enum Reason {
    /** All epochs were run. */
    COMPLETED,
    /** The validation loss had not improved for as many epochs as the patience. */
    NO_IMPROVEMENT,
    /** The caller wished it. */
    STOPPED
  }

  /** Copies the list. */
  public FitReport {
    epochs = List.copyOf(epochs);
  }
}
