package dev.foretide.cli;

import dev.foretide.config.ForetideConfig;
import dev.foretide.model.GroupRule;
import dev.foretide.model.Model;
import dev.foretide.model.ModelCodec;
import dev.foretide.model.ModelFormatException;
import dev.foretide.stream.ModelTopic;
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

  /**
   * Finds a version.
   *
   * @throws WrongInputException naming what is not on the topic
   */
  static ModelReference find(ModelTopic topic, ForetideConfig config, @Nullable String text) {
    Matcher versioned = VERSIONED.matcher(text == null ? "" : text);
    String group =
        versioned.matches() ? versioned.group(1) : text == null ? defaultGroup(config) : text;
    int version = versioned.matches() ? Integer.parseInt(versioned.group(2)) : topic.serving(group);
    String where = config.topicNames().models();
    if (topic.versions(group).isEmpty()) {
      throw new WrongInputException(
          "group %s has no version on %s, must be one of %s"
              .formatted(group, where, topic.groups()));
    }
    if (version == 0) {
      throw new WrongInputException(
          "group %s has no serving version, name one of %s as %s@VERSION"
              .formatted(group, topic.versions(group), group));
    }
    byte[] bytes = topic.bytes(group, version);
    if (bytes == null) {
      throw new WrongInputException(
          "version %d of group %s is not on %s, must be one of %s"
              .formatted(version, group, where, topic.versions(group)));
    }
    return new ModelReference(group, version, bytes);
  }

  /** The group of a configuration without several. */
  static String defaultGroup(ForetideConfig config) {
    return config.groups().only().orElse(GroupRule.DEFAULT);
  }

  /** The model itself. */
  Model model() {
    try {
      return ModelCodec.read(bytes);
    } catch (ModelFormatException e) {
      throw new WrongInputException("%s@%d: %s".formatted(group, version, e.getMessage()), e);
    }
  }
}
