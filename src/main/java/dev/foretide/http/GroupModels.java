package dev.foretide.http;

import dev.foretide.model.Provenance;
import java.util.List;

/**
 * The models of one group.
 *
 * @param group model group
 * @param serving version that forecasts now, 0 when there is none yet
 * @param versions what is known of each version, newest first
 */
public record GroupModels(String group, int serving, List<Version> versions) {

  /**
   * One version.
   *
   * @param version counted from 1 within the group
   * @param provenance where it comes from, as stored with the model
   */
  public record Version(int version, Provenance provenance) {}
}
