package dev.foretide.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.model.Provenance;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ModelVersionTest {
  private final NavigableMap<Integer, ModelVersion> versions = new TreeMap<>();

  private void add(int version, String outcome, boolean fits) {
    Provenance provenance = new Provenance(Map.of("training.outcome", outcome));
    versions.put(version, new ModelVersion(provenance, fits));
  }

  @Test
  void shouldGoBackPastRejectedVersionsAndThoseOfAnotherShape() {
    add(1, "promoted", true);
    add(2, "promoted", false);
    add(3, "rejected", true);
    add(4, "promoted", true);
    add(5, "promoted", true);

    assertThat(ModelVersion.before(5, versions)).isEqualTo(4);
    assertThat(ModelVersion.before(4, versions)).isEqualTo(1);
    assertThatThrownBy(() -> ModelVersion.before(1, versions))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no version before 1 fits and was not rejected");
  }

  @Test
  void shouldGoBackFromARejectedVersionThatWasPromotedByHand() {
    add(3, "promoted", true);
    add(4, "rejected", true);
    add(5, "rejected", true);

    assertThat(ModelVersion.before(5, versions)).isEqualTo(3);
  }
}
