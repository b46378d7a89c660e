package dev.foretide.train;

import dev.foretide.model.Model;
import dev.foretide.train.gate.Gate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a training has come to, before it is reported.
 *
 * @param reason why, with the figures
 * @param challenger the trained model; null when the training failed
 * @param facts of the training, for the model's provenance
 */
record Challenge(
    TrainingReport.Outcome outcome,
    String reason,
    @Nullable Model challenger,
    Map<String, String> facts) {

  static Challenge of(Gate.Decision decision, Model challenger, Map<String, String> facts) {
    return new Challenge(
        decision.promoted() ? TrainingReport.Outcome.PROMOTED : TrainingReport.Outcome.REJECTED,
        decision.reason(),
        challenger,
        facts);
  }

  static Challenge failed(String reason) {
    return new Challenge(TrainingReport.Outcome.FAILED, reason, null, Map.of());
  }

  static Challenge nothingToFit() {
    return failed("too little unbroken history to fit anything");
  }
}
