package dev.foretide.stream.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foretide.model.Provenance;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a reader of the registry holds stays as it was, and the reader cannot change it. */
class ServingModelsTest {
  private static final ModelVersion VERSION = new ModelVersion(new Provenance(Map.of()), true);

  private final ServingModels registry = new ServingModels();

  @BeforeEach
  void putVersions() {
    registry.putVersion("plant", 1, VERSION);
    registry.putVersion("plant", 2, VERSION);
  }

  @Test
  void shouldRefuseChangesOfTheGroupsThatItHandsOut() {
    Map<String, ServingModels.Group> groups = registry.groups();
    NavigableMap<Integer, ModelVersion> versions = groups.get("plant").versions();

    assertRefused(() -> groups.remove("plant"));
    assertRefused(() -> versions.remove(1));
    assertRefused(() -> versions.put(3, VERSION));
    assertRefused(() -> versions.headMap(2, true).clear());
    assertRefused(() -> versions.descendingMap().clear());
    assertRefused(versions::pollFirstEntry);
    assertThat(registry.versions("plant")).containsExactly(1, 2);
  }

  @Test
  void shouldLeaveTheGroupsOfAReaderAsTheyWere() {
    ServingModels.Group before = registry.groups().get("plant");

    registry.putVersion("plant", 3, VERSION);
    registry.removeVersion("plant", 1);

    assertThat(before.versions()).containsOnlyKeys(1, 2);
    assertThat(registry.versions("plant")).containsExactly(2, 3);
  }

  @Test
  void shouldCopyTheVersionsThatAGroupIsMadeOf() {
    NavigableMap<Integer, ModelVersion> versions = new TreeMap<>(Map.of(1, VERSION));
    ServingModels.Group group = new ServingModels.Group(null, ServingModels.UNKNOWN, versions);

    versions.put(2, VERSION);

    assertThat(group.versions()).containsOnlyKeys(1);
  }

  private static void assertRefused(Runnable change) {
    assertThatThrownBy(change::run).isInstanceOf(UnsupportedOperationException.class);
  }
}
