package dev.foretide.http;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The models of one group.
 *
 * @param group model group
 * @param serving version that forecasts now, 0 when there is none yet
 * @param versions what is known of each version, newest first
 */
public record GroupModels(String group, int serving, List<Version> versions) {

  /**
   * One trained version.
   *
   * @param version counted from 1 within the group
   * @param trainedAt end of the training; null when unknown
   * @param outcome what the gate or an operator made of it, such as promoted or rejected
   * @param holdout mean squared error relative to naive on the newest holdout, by expert: linear,
   *     lstm, seasonal
   * @param metadata provenance as stored with the model
   */
  public record Version(
      int version,
      @Nullable Instant trainedAt,
      String outcome,
      Map<String, Double> holdout,
      Map<String, String> metadata) {}
}
