package dev.foretide.stream;

import dev.foretide.model.Provenance;
import java.util.NavigableMap;
import java.util.OptionalInt;

/**
 * What is known of a version on the models topic beside its weights.
 *
 * @param provenance where it comes from
 * @param fits whether it was made for the configured shape; else no instance lets it serve
 */
public record ModelVersion(Provenance provenance, boolean fits) {
  /** What to say of a group and its serving version when {@link #before} finds none. */
  static final String NONE_BEFORE =
      "group %s has no version before %d to go back to: rejected ones and those of another shape are passed over";

  /**
   * The version that a rollback goes to: the newest before the serving one that fits and that the
   * gate has not rejected.
   *
   * @param versions readable versions by number
   */
  static OptionalInt before(int serving, NavigableMap<Integer, ModelVersion> versions) {
    return versions.headMap(serving, false).descendingMap().entrySet().stream()
        .filter(entry -> entry.getValue().fits() && !entry.getValue().provenance().isRejected())
        .mapToInt(entry -> entry.getKey())
        .findFirst();
  }
}
