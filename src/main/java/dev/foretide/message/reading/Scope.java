package dev.foretide.message.reading;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foretide.config.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of a record and what encloses it. Immutable.
 *
 * @param node the value
 * @param outer what encloses it; null for the outermost
 * @param token its name or index among the items that a {@code *} stands for; null elsewhere
 */
record Scope(JsonNode node, @Nullable Scope outer, @Nullable String token) {
  /** Texts within texts are read as JSON no deeper than this. */
  private static final int MOST_TEXTS = 4;

  /** The outermost value of a record. */
  static Scope of(JsonNode node) {
    return new Scope(node, null, null);
  }

  /** A value within this one. */
  Scope within(JsonNode inner, @Nullable String innerToken) {
    return new Scope(inner, this, innerToken);
  }

  /** The name or index of the innermost item; null where there is none. */
  @Nullable String itemToken() {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      if (scope.token != null) {
        return scope.token;
      }
    }
    return null;
  }

  /** What a reference leads to, here or in what encloses this, inner first; null for nothing. */
  @Nullable JsonNode find(Reference reference) {
    if (reference.kind() == Reference.Kind.ITEM) {
      return node;
    }
    List<String> tokens = reference.tokens();
    String item = reference.namesItem() ? itemToken() : null;
    for (Scope scope = this; scope != null; scope = scope.outer) {
      JsonNode found = walk(scope.node, tokens, item);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable JsonNode walk(
      JsonNode start, List<String> tokens, @Nullable String item) {
    JsonNode node = start;
    int texts = 0;
    for (String token : tokens) {
      if (node.isTextual()) {
        node = ++texts > MOST_TEXTS ? null : JsonTrees.within(node.textValue());
        if (node == null) {
          return null;
        }
      }
      node = child(node, token.equals(Reference.ITEM_TOKEN) && item != null ? item : token);
      if (node == null) {
        return null;
      }
    }
    return node;
  }

  /** A member by its name, or an element by its index; null for none. */
  static @Nullable JsonNode child(JsonNode node, String token) {
    if (node.isObject()) {
      return node.get(token);
    }
    if (!node.isArray() || token.isEmpty() || token.length() > 9) {
      return null;
    }
    int index = 0;
    for (int i = 0; i < token.length(); i++) {
      int digit = token.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      index = 10 * index + digit;
    }
    return node.get(index);
  }
}
