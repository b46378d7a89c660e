package dev.foretide.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Which model group a series belongs to: one name for all, or a regular expression on the series id
 * whose first group is the name.
 */
public final class GroupRule {
  /** Group of the series that a regular expression does not match. */
  public static final String DEFAULT = "default";

  /** Stands between group and version in the keys of models. */
  private static final char VERSION_MARK = '@';

  private final String name;
  private final @Nullable Pattern pattern;

  /**
   * A rule from its text: with a parenthesis it is a regular expression.
   *
   * @throws IllegalArgumentException if the expression is wrong or has no group
   */
  public GroupRule(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("model.group is empty, must be a name or an expression");
    }
    if (!text.contains("(") && text.indexOf(VERSION_MARK) >= 0) {
      throw new IllegalArgumentException(
          "model.group is " + text + ", must not have an @: keys of versions are GROUP@VERSION");
    }
    this.name = text;
    this.pattern = text.contains("(") ? compile(text) : null;
  }

  /** The one group of all series; empty where an expression names the groups. */
  public Optional<String> only() {
    return pattern == null ? Optional.of(name) : Optional.empty();
  }

  private static Pattern compile(String text) {
    try {
      Pattern pattern = Pattern.compile(text);
      if (pattern.matcher("").groupCount() == 0) {
        throw new IllegalArgumentException(
            "model.group is " + text + ", must have a group that names the model group");
      }
      return pattern;
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "model.group is " + text + ", not a regular expression: " + e.getDescription(), e);
    }
  }

  /** The group of a series; an @ in a name becomes an underscore. */
  public String groupOf(String series) {
    if (pattern == null) {
      return name;
    }
    Matcher matcher = pattern.matcher(series);
    String found = matcher.matches() ? matcher.group(1) : null;
    return found == null || found.isEmpty() ? DEFAULT : found.replace(VERSION_MARK, '_');
  }
}
