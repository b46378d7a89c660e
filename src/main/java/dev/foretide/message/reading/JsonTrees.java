package dev.foretide.message.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** JSON as trees, where a value cannot be read in passing. Immutable. */
final class JsonTrees {
  /** A zero byte and the id of a schema, as the serializers of a registry put them before JSON. */
  static final int FRAME = 5;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // names come from outside
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private JsonTrees() {}

  /** Where the text begins: behind the id of a schema, where there is one. */
  static int start(byte[] value) {
    return value.length > FRAME && value[0] == 0 ? FRAME : 0;
  }

  /**
   * Reads a value that is JSON and nothing else.
   *
   * @param what names it in a refusal
   * @throws RefusedReadingException where it is none
   */
  static JsonNode read(byte[] value, int from, String what, Reason reason) {
    try {
      return READER.readValue(value, from, value.length - from);
    } catch (IOException e) {
      throw refused(e, what, reason);
    }
  }

  /** The JSON that a text holds; null where it holds none. */
  static @Nullable JsonNode within(String text) {
    try {
      return READER.readValue(text);
    } catch (IOException e) {
      return null;
    }
  }

  private static RefusedReadingException refused(IOException e, String what, Reason reason) {
    String message = firstLine(e);
    if (e instanceof MismatchedInputException && message.startsWith("Duplicate field")) {
      return new RefusedReadingException(
          Reason.DUPLICATE_FIELD, "%s: a field stands twice, must stand once".formatted(what));
    }
    return new RefusedReadingException(reason, "%s is not JSON: %s".formatted(what, message));
  }

  static String firstLine(IOException e) {
    String whole =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    return String.valueOf(whole).lines().findFirst().orElse("");
  }

  /** Whether a parser stands at the end of its text. */
  static boolean isEnd(JsonParser parser) throws IOException {
    return parser.nextToken() == null;
  }
}
