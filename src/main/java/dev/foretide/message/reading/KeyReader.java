package dev.foretide.message.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.foretide.config.KeyFormat;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** Keys of records, as the id of a series or as a value to look into. Owned by one thread. */
final class KeyReader {
  private final KeyFormat format;

  KeyReader(KeyFormat format) {
    this.format = format;
  }

  /** The id that a key is. */
  String seriesOf(byte @Nullable [] key) {
    if (key == null || key.length == 0) {
      throw new RefusedReadingException(
          Reason.NO_KEY,
          "the key is empty, must be the id of the series: readings.series names a field instead");
    }
    return switch (format) {
      case TEXT -> plainText(key);
      case STRING -> text(key);
      case LONG -> whole(key);
      case JSON, CONNECT -> scalar(tree(key));
    };
  }

  /** The key as a value to look into; null where there is none. */
  @Nullable JsonNode node(byte @Nullable [] key) {
    if (key == null || key.length == 0) {
      return null;
    }
    return switch (format) {
      case TEXT, STRING -> TextNode.valueOf(text(key));
      case LONG -> TextNode.valueOf(whole(key));
      case JSON, CONNECT -> tree(key);
    };
  }

  private static String text(byte[] key) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new RefusedReadingException(
          Reason.BAD_KEY,
          "the key of %d bytes is not UTF-8%s"
              .formatted(
                  key.length, key.length == Long.BYTES ? ": readings.key.format=long?" : ""));
    }
  }

  private static String plainText(byte[] key) {
    String text = text(key);
    char first = text.charAt(0);
    char last = text.charAt(text.length() - 1);
    boolean object = first == '{' && last == '}';
    if (object || (first == '"' && last == '"' && text.length() > 1)) {
      throw new RefusedReadingException(
          Reason.BAD_KEY,
          "the key looks like JSON, %s: readings.key.format=%s reads it, readings.key.format=string takes it as it is"
              .formatted(
                  Shown.shortened(text),
                  object && text.contains("\"payload\"") && text.contains("\"schema\"")
                      ? "connect"
                      : "json"));
    }
    return text;
  }

  private static String whole(byte[] key) {
    return switch (key.length) {
      case Long.BYTES -> Long.toString(ByteBuffer.wrap(key).getLong());
      case Integer.BYTES -> Integer.toString(ByteBuffer.wrap(key).getInt());
      default ->
          throw new RefusedReadingException(
              Reason.BAD_KEY,
              "the key has %d bytes, must have 8, or 4: readings.key.format is long"
                  .formatted(key.length));
    };
  }

  private JsonNode tree(byte[] key) {
    JsonNode tree = JsonTrees.read(key, 0, "the key", Reason.BAD_KEY);
    return format == KeyFormat.CONNECT ? ConnectJson.payloadOf(tree) : tree;
  }

  private static String scalar(JsonNode key) {
    JsonNode only = key.isObject() && key.size() == 1 ? key.elements().next() : key;
    if (only.isNull() || only.isMissingNode()) {
      throw new RefusedReadingException(
          Reason.NO_KEY, "the key is null, must be the id of the series");
    }
    if (only.isContainerNode()) {
      String name = only.isObject() && only.size() > 0 ? only.fieldNames().next() : "0";
      throw new RefusedReadingException(
          Reason.BAD_KEY,
          "the key is %s, must be the id of the series: readings.series=$key/%s?"
              .formatted(only.isObject() ? "an object" : "an array", Shown.shortened(name)));
    }
    return only.asText();
  }
}
