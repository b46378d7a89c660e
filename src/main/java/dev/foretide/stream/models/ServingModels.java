package dev.foretide.stream.models;

import dev.foretide.model.Model;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The models of this instance: what serves each group, and which versions there are.
 *
 * <p>Written by the global thread alone, with one volatile write per change of an immutable map;
 * read by the stream threads with one volatile read per reading.
 */
public final class ServingModels {
  static final long UNKNOWN = Long.MIN_VALUE;

  private volatile Map<String, Group> groups = Map.of();

  /**
   * What is known of one group; immutable.
   *
   * @param serving the serving model, or null while there is none
   * @param promotedAt timestamp of the pointer to it, milliseconds since the epoch; {@link
   *     #UNKNOWN} for one from before the start
   * @param versions all versions on the topic by number; copied
   */
  public record Group(
      @Nullable Model serving, long promotedAt, NavigableMap<Integer, ModelVersion> versions) {
    static final Group NONE = new Group(null, UNKNOWN, new TreeMap<>());

    public Group {
      versions = Collections.unmodifiableNavigableMap(new TreeMap<>(versions));
    }

    Group with(NavigableMap<Integer, ModelVersion> others) {
      return new Group(serving, promotedAt, others);
    }
  }

  /** The serving model of a group, or null. */
  public @Nullable Model serving(String group) {
    Group found = groups.get(group);
    return found == null ? null : found.serving();
  }

  /** All groups as they stand now; immutable, as the versions of each are. */
  public Map<String, Group> groups() {
    return groups;
  }

  /** The newest version of a group on the topic, 0 for none. */
  public int newest(String group) {
    Group found = groups.get(group);
    return found == null || found.versions().isEmpty() ? 0 : found.versions().lastKey();
  }

  /** Versions of a group, oldest first. */
  public List<Integer> versions(String group) {
    Group found = groups.get(group);
    return found == null ? List.of() : List.copyOf(found.versions().keySet());
  }

  /** Whether a version was trained but not promoted. */
  public boolean wasRejected(String group, int number) {
    Group found = groups.get(group);
    ModelVersion version = found == null ? null : found.versions().get(number);
    return version != null && version.provenance().isRejected();
  }

  void putVersion(String group, int number, ModelVersion version) {
    NavigableMap<Integer, ModelVersion> versions = copyOfVersions(group);
    versions.put(number, version);
    publish(group, of(group).with(versions));
  }

  void removeVersion(String group, int version) {
    NavigableMap<Integer, ModelVersion> versions = copyOfVersions(group);
    versions.remove(version);
    publish(group, of(group).with(versions));
  }

  /**
   * Lets a model serve, or none.
   *
   * @param promotedAt timestamp of the pointer, or {@link #UNKNOWN}
   */
  void serve(String group, @Nullable Model model, long promotedAt) {
    publish(group, new Group(model, promotedAt, of(group).versions()));
  }

  /** When the pointer to the serving model was written, or {@link #UNKNOWN}. */
  public long promotedAt(String group) {
    return of(group).promotedAt();
  }

  private Group of(String group) {
    return groups.getOrDefault(group, Group.NONE);
  }

  private NavigableMap<Integer, ModelVersion> copyOfVersions(String group) {
    return new TreeMap<>(of(group).versions());
  }

  private void publish(String group, Group changed) {
    Map<String, Group> copy = new HashMap<>(groups);
    copy.put(group, changed);
    groups = Map.copyOf(copy);
  }
}
