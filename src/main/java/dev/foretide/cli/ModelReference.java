package dev.foretide.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.foretide.config.ForetideConfig;
import dev.foretide.model.GroupRule;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.ModelFormatException;
import dev.foretide.stream.models.ModelTopicClient;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version on the models topic, found by {@code GROUP@VERSION}, {@code GROUP} (its serving one) or
 * nothing (the serving one of the only group).
 *
 * @param bytes its message, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ModelReference(String group, int version, byte[] bytes) {
  private static final Pattern VERSIONED = Pattern.compile("(.+)@(\\d{1,9})");

  /** Whether a text names a version beside its group. */
  static boolean isVersioned(String text) {
    return VERSIONED.matcher(text).matches();
  }

  /**
   * Finds a version.
   *
   * @throws WrongInputException naming what is not on the topic
   */
  static ModelReference find(ModelTopicClient topic, ForetideConfig config, @Nullable String text) {
    Matcher versioned = VERSIONED.matcher(text == null ? "" : text);
    boolean named = versioned.matches();
    String group = group(topic, config, named ? versioned.group(1) : text);
    int version = named ? Integer.parseInt(versioned.group(2)) : serving(topic, group);
    byte[] bytes = topic.bytes(group, version);
    if (bytes == null) {
      throw new WrongInputException(
          "version %d of group %s is not on %s, must be one of %s"
              .formatted(version, group, config.topicNames().models(), topic.versions(group)));
    }
    return new ModelReference(group, version, bytes);
  }

  /**
   * A group that has versions.
   *
   * @param name its name; null for the only group
   * @throws WrongInputException naming the groups that are there
   */
  static String group(ModelTopicClient topic, ForetideConfig config, @Nullable String name) {
    List<String> groups = topic.groups();
    String group = name != null ? name : groups.size() == 1 ? groups.get(0) : defaultGroup(config);
    if (!groups.contains(group)) {
      throw new WrongInputException(
          "group %s has no version on %s, %s"
              .formatted(
                  group,
                  config.topicNames().models(),
                  groups.isEmpty() ? "nor has any other" : "must be one of " + groups));
    }
    return group;
  }

  /**
   * The serving version of a group.
   *
   * @throws WrongInputException if there is none
   */
  static int serving(ModelTopicClient topic, String group) {
    int version = topic.serving(group);
    if (version == 0) {
      throw new WrongInputException(
          "group %s has no serving version, name one of %s as %s@VERSION"
              .formatted(group, topic.versions(group), group));
    }
    return version;
  }

  /** All versions on the topic, by group and number. */
  static List<ModelReference> all(ModelTopicClient topic) {
    return topic.groups().stream()
        .flatMap(
            group ->
                topic.versions(group).stream()
                    .map(
                        version ->
                            new ModelReference(
                                group,
                                version,
                                Objects.requireNonNull(topic.bytes(group, version)))))
        .toList();
  }

  /** The group of a configuration without several. */
  static String defaultGroup(ForetideConfig config) {
    return config.groups().only().orElse(GroupRule.DEFAULT);
  }

  /**
   * The model itself.
   *
   * @throws WrongInputException if its bytes are damaged
   */
  Model model() {
    try {
      return ModelCodec.read(bytes);
    } catch (ModelFormatException e) {
      throw new WrongInputException(this + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Writes group and version into the JSON object that is open. */
  void writeTo(JsonGenerator json) throws IOException {
    json.writeStringField("group", group);
    json.writeNumberField("version", version);
  }

  /** {@code GROUP@VERSION}. */
  @Override
  public String toString() {
    return group + "@" + version;
  }
}
