package dev.foretide.stream.models;

import dev.foretide.model.Provenance;
import java.util.NavigableMap;

/**
 * What is known of a version on the models topic beside its weights.
 *
 * @param provenance where it comes from
 * @param fits whether it was made for the configured shape; else no instance lets it serve
 */
public record ModelVersion(Provenance provenance, boolean fits) {

  /**
   * The version that a rollback goes to: the newest before the serving one that fits and that the
   * gate has not rejected.
   *
   * @param versions readable versions of the group by number
   * @throws IllegalStateException when there is none
   */
  static int before(int serving, NavigableMap<Integer, ModelVersion> versions) {
    return versions.headMap(serving, false).descendingMap().entrySet().stream()
        .filter(entry -> entry.getValue().fits() && !entry.getValue().provenance().isRejected())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no version before " + serving + " fits and was not rejected"))
        .getKey();
  }
}
