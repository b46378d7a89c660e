package dev.foretide.message.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foretide.config.TimePrecision;
import dev.foretide.message.reading.RefusedReadingException.Reason;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * InfluxDB's line protocol, version 2: {@code measurement,tag=a field=1.5,other=2i 1796081990...}.
 *
 * <p>Each line is a tree: its fields, enclosed by its tags, enclosed by {@code {"name", "tags",
 * "fields", "timestamp"}}. Owned by one thread.
 *
 * @see <a href="https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/">Syntax</a>
 */
final class InfluxTreeFormat implements TreeFormat {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final TimePrecision precision;
  private String text = "";
  private int at;

  /**
   * @param precision unit of the time of a line; null for nanoseconds
   */
  InfluxTreeFormat(@Nullable TimePrecision precision) {
    this.precision = precision == null ? TimePrecision.NANOSECONDS : precision;
  }

  @Override
  public boolean fansOut() {
    return true;
  }

  @Override
  public List<Tree> read(SourceRecord record) {
    text = textOf(record.value());
    at = 0;
    List<Tree> lines = new ArrayList<>();
    while (skipToLine()) {
      lines.add(line());
    }
    return lines;
  }

  private static String textOf(byte @Nullable [] value) {
    try {
      return UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(value == null ? new byte[0] : value))
          .toString();
    } catch (CharacterCodingException e) {
      throw new RefusedReadingException(Reason.NOT_INFLUX, "the value is not UTF-8");
    }
  }

  /** Passes over empty lines and comments; returns false at the end. */
  private boolean skipToLine() {
    while (at < text.length()) {
      char next = text.charAt(at);
      if (next == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (next > ' ') {
        return true;
      } else {
        at++;
      }
    }
    return false;
  }

  private Tree line() {
    ObjectNode line = NODES.objectNode();
    line.put("name", name(", "));
    ObjectNode tags = line.putObject("tags");
    while (peek() == ',') {
      at++;
      String key = name("=, ");
      expect('=', "a tag " + Shown.text(key));
      tags.put(key, name(", "));
    }
    expect(' ', "the measurement and its tags");
    skipBlanks();
    ObjectNode fields = line.putObject("fields");
    do {
      String key = name("=, ");
      expect('=', "a field " + Shown.text(key));
      fields.set(key, value(key));
    } while (take(','));
    skipBlanks();
    Long time = time();
    if (time != null) {
      line.putPOJO("timestamp", Instant.ofEpochMilli(time));
    }
    Scope scope = Scope.of(line).within(tags, null).within(fields, null);
    return new Tree(scope, null, time, false);
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\n';
  }

  private boolean take(char wanted) {
    if (peek() == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char wanted, String after) {
    if (!take(wanted)) {
      throw fault("'%c' must follow %s".formatted(wanted, after));
    }
  }

  private void skipBlanks() {
    while (peek() == ' ') {
      at++;
    }
  }

  /** A name or the value of a tag, up to one of some marks; a backslash keeps a mark in it. */
  private String name(String ends) {
    int from = at;
    StringBuilder name = new StringBuilder();
    while (peek() != '\n' && ends.indexOf(peek()) < 0) {
      char next = text.charAt(at++);
      if (next == '\\' && ",= ".indexOf(peek()) >= 0) {
        next = text.charAt(at++);
      }
      name.append(next);
    }
    if (name.isEmpty()) {
      at = from;
      throw fault("a name is missing");
    }
    return name.toString();
  }

  private JsonNode value(String key) {
    if (take('"')) {
      return NODES.textNode(quoted(key));
    }
    int from = at;
    while (", \n\r".indexOf(peek()) < 0) {
      at++;
    }
    String word = text.substring(from, at);
    try {
      return switch (word) {
        case "t", "T", "true", "True", "TRUE" -> NODES.booleanNode(true);
        case "f", "F", "false", "False", "FALSE" -> NODES.booleanNode(false);
        default -> number(word);
      };
    } catch (NumberFormatException e) {
      throw fault(
          "field %s is %s, must be a number, a truth value or a text in quotation marks"
              .formatted(Shown.text(key), Shown.text(word)));
    }
  }

  private static JsonNode number(String word) {
    if (!word.isEmpty() && word.length() < 32) {
      int last = word.length() - 1;
      if (word.charAt(last) == 'i' || word.charAt(last) == 'u') {
        return NODES.numberNode(new BigInteger(word.substring(0, last)));
      }
      if (word.matches("[+-]?[0-9.]+([eE][+-]?[0-9]+)?")) { // Java also reads 1d and 0x1p3
        return NODES.numberNode(Double.parseDouble(word));
      }
    }
    throw new NumberFormatException(word);
  }

  private String quoted(String key) {
    StringBuilder content = new StringBuilder();
    while (at < text.length()) {
      char next = text.charAt(at++);
      if (next == '"') {
        return content.toString();
      }
      if (next == '\\' && at < text.length() && (peek() == '"' || peek() == '\\')) {
        next = text.charAt(at++);
      }
      content.append(next);
    }
    throw fault("the text of field %s has no end".formatted(Shown.text(key)));
  }

  private @Nullable Long time() {
    int from = at;
    while (peek() != '\n') {
      at++;
    }
    String word = text.substring(from, at).strip();
    if (word.isEmpty()) {
      return null;
    }
    try {
      return precision.toMillis(Long.parseLong(word));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new RefusedReadingException(
          Reason.BAD_TIMESTAMP,
          "the time of a line is %s, must be whole %s since the epoch"
              .formatted(Shown.text(word), precision.word()));
    }
  }

  private RefusedReadingException fault(String rule) {
    return new RefusedReadingException(
        Reason.NOT_INFLUX, "not line protocol at character %d: %s".formatted(at + 1, rule));
  }
}
