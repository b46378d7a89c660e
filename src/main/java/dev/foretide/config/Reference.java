package dev.foretide.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where in a record a value stands.
 *
 * <pre>
 *   temperature     a member of the item, or of what encloses it, inner first
 *   /fields/flow    a JSON Pointer (RFC 6901) from the item, or from what encloses it, inner first;
 *                   a token # stands for the item's own name or index
 *   .               the item itself
 *   #               the name or index of the item in its fan-out
 *   $key, $key/id   the record's key, or a place in it
 *   $header/NAME    a header of the record
 *   $topic          the record's topic
 * </pre>
 *
 * @param kind what it is looked up in
 * @param tokens names on the way to it; the name of a header
 * @param text as it was configured
 */
public record Reference(Kind kind, List<String> tokens, String text) {
  /** The token that stands for the name or index of the item. */
  public static final String ITEM_TOKEN = "#";

  private static final String KEY = "$key";
  private static final String HEADER = "$header/";
  private static final String TOPIC = "$topic";

  /** What a reference is looked up in. */
  public enum Kind {
    NAME,
    POINTER,
    ITEM,
    ITEM_NAME,
    KEY,
    HEADER,
    TOPIC
  }

  public Reference {
    tokens = List.copyOf(tokens);
  }

  /**
   * Reads a reference.
   *
   * @throws IllegalArgumentException naming what is wrong with the text
   */
  public static Reference parse(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a reference is empty, must be a name or a JSON Pointer");
    }
    if (text.equals(".")) {
      return new Reference(Kind.ITEM, List.of(), text);
    }
    if (text.equals(ITEM_TOKEN)) {
      return new Reference(Kind.ITEM_NAME, List.of(), text);
    }
    if (text.startsWith("/")) {
      return new Reference(Kind.POINTER, tokens(text), text);
    }
    return text.startsWith("$") ? outside(text) : new Reference(Kind.NAME, List.of(text), text);
  }

  private static Reference outside(String text) {
    if (text.equals(TOPIC)) {
      return new Reference(Kind.TOPIC, List.of(), text);
    }
    if (text.equals(KEY)) {
      return new Reference(Kind.KEY, List.of(), text);
    }
    if (text.startsWith(KEY + "/")) {
      return new Reference(Kind.KEY, tokens(text.substring(KEY.length())), text);
    }
    if (text.startsWith(HEADER) && text.length() > HEADER.length()) {
      return new Reference(Kind.HEADER, List.of(text.substring(HEADER.length())), text);
    }
    throw new IllegalArgumentException(
        "%s begins with $, must be $key, $key/PLACE, $header/NAME or $topic; a field of that name is /%s"
            .formatted(text, text));
  }

  /** The tokens of a JSON Pointer, unescaped. */
  static List<String> tokens(String pointer) {
    List<String> tokens = new ArrayList<>();
    for (JsonPointer rest = JsonPointer.compile(pointer); !rest.matches(); rest = rest.tail()) {
      tokens.add(rest.getMatchingProperty());
    }
    return tokens;
  }

  /** Whether it is found without the record's value. */
  public boolean isOutside() {
    return kind == Kind.KEY || kind == Kind.HEADER || kind == Kind.TOPIC;
  }

  /** Whether it depends on the place of the item in its fan-out. */
  public boolean namesItem() {
    return kind == Kind.ITEM_NAME || (kind == Kind.POINTER && tokens.contains(ITEM_TOKEN));
  }

  @Override
  public String toString() {
    return text;
  }
}
