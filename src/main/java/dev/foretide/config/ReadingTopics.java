package dev.foretide.config;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The topics that readings come from.
 *
 * @param names their names; none where a pattern names them
 * @param pattern what their whole names match; null where they are named one by one
 */
public record ReadingTopics(List<String> names, @Nullable Pattern pattern) {
  public ReadingTopics {
    names = List.copyOf(names);
  }

  /** As configured: names, or a regular expression between slashes, which a list may have cut. */
  static ReadingTopics of(List<String> configured) {
    String whole = String.join(",", configured);
    return ReadingKeys.isPattern(whole)
        ? new ReadingTopics(List.of(), Pattern.compile(whole.substring(1, whole.length() - 1)))
        : new ReadingTopics(configured, null);
  }

  /** Whether there may be more than one: a series may then stand in several partitions. */
  public boolean areSeveral() {
    return pattern != null || names.size() > 1;
  }

  /** Whether a pattern names a topic. */
  boolean matches(String topic) {
    return pattern != null && pattern.matcher(topic).matches();
  }

  /** As configured. */
  public String text() {
    return pattern == null ? String.join(",", names) : "/" + pattern.pattern() + "/";
  }
}
